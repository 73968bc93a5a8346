"""Plain: copying nested state without its tensors changing under the copy."""

from collections.abc import Callable, Mapping
from typing import Any

from tuneround.trial.errors import TrialUsageError

SCALARS = (type(None), bool, int, float, complex, str, bytes)
SHARDED = frozenset({"DTensor", "ShardedTensor"})
"""Tensor classes of torch.distributed, by name: importing them takes a second."""


def copied(value: Any, at: str, copy_tensor: Callable[[str, Any], Any]) -> Any:
    """Return `value` with new containers, and each tensor replaced by `copy_tensor(path, tensor)`.

    Only what `torch.load(weights_only=True)` reads back is accepted: dicts, lists, tuples, numbers,
    text, bytes and tensors. So a state that cannot be resumed is refused when it is tracked, and
    not when it is needed.

    Args:
        value: what a `state_dict()` returned.
        at: its path, for errors and as the key of its buffer: spelled with the keys' own repr,
            so that {"a": {"b": …}}, {"a.b": …} and {0: …}, {"0": …} are told apart.
        copy_tensor: takes the path and the tensor.

    Raises:
        TrialUsageError: anything else is in it, or a tensor of which this rank has a part only.

    """
    import torch

    if isinstance(value, torch.Tensor):
        _require_whole(value, at)
        return copy_tensor(at, value)
    if isinstance(value, SCALARS) and type(value) in SCALARS:
        return value
    if isinstance(value, Mapping):
        return {
            copied(k, at, copy_tensor): copied(v, f"{at}[{k!r}]", copy_tensor)
            for k, v in value.items()
        }
    if type(value) in (list, tuple):
        items = [copied(v, f"{at}[{i}]", copy_tensor) for i, v in enumerate(value)]
        return items if isinstance(value, list) else tuple(items)
    if isinstance(value, (torch.dtype, torch.device, torch.Size)):
        return value
    raise TrialUsageError(
        "What state_dict() returns is made of tensors, numbers, text, lists and dicts, so that "
        f"it loads without unpickling; got {type(value).__module__}.{type(value).__qualname__} at "
        f"`{at}`. Convert it: a numpy array by torch.from_numpy, a scalar by float."
    )


def _require_whole(tensor: Any, at: str) -> None:
    kinds = {kind.__name__ for kind in type(tensor).__mro__}
    if found := kinds & SHARDED:
        raise TrialUsageError(
            f"A checkpoint holds whole tensors; got a {found.pop()}, divided among ranks, at "
            f"`{at}`. Track GatheredModel(model) and GatheredOptimizer(model, optimizer) of "
            "tuneround.trial.sharded instead: docs/several-processes.md."
        )
