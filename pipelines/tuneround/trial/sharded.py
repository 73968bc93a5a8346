"""Sharded: a model and an optimizer that are divided among ranks, tracked as if they were whole.

    model = fully_shard(model)
    trial.track(
        model=GatheredModel(model), optimizer=GatheredOptimizer(model, optimizer), batches=batches
    )

A checkpoint then holds the whole model, as of a training on one device: it can be resumed by any
number of ranks, and loaded by a program that knows nothing of them. It has to fit into the memory
of rank 0's host. A Trial asks all ranks for their state at the same steps, which gathering needs.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from torch import Tensor
from torch.distributed.checkpoint.state_dict import (
    StateDictOptions,
    get_model_state_dict,
    get_optimizer_state_dict,
    set_model_state_dict,
    set_optimizer_state_dict,
)
from torch.nn import Module
from torch.optim import Optimizer

WHOLE = StateDictOptions(full_state_dict=True, cpu_offload=True)


class GatheredModel(Module):
    """The weights and buffers of a sharded model, whole; every rank asks for them at once."""

    def __init__(self, model: Module) -> None:
        super().__init__()
        self._sharded = (model,)  # in a tuple, since it is no part of this module

    def state_dict(self, *args: Any, **kwargs: Any) -> Any:
        """Return whole tensors on rank 0, nothing on the others."""
        return get_model_state_dict(self._sharded[0], options=WHOLE)

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> Any:
        """Take this rank's part of whole tensors, which every rank has."""
        return set_model_state_dict(self._sharded[0], dict(state_dict), options=WHOLE)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """Yield the model's buffers, for synchronizing them."""
        return self._sharded[0].buffers(recurse)


class GatheredOptimizer:
    """The state of a sharded model's optimizer, whole; every rank asks for it at once."""

    def __init__(self, model: Module, optimizer: Optimizer) -> None:
        self._model = model
        self._optimizer = optimizer

    def state_dict(self) -> dict[str, Any]:
        """Return whole tensors on rank 0, nothing on the others, nor before the first step."""
        if not self._optimizer.state:
            return {}  # asked now, torch would make a step to get a state, and count it
        return get_optimizer_state_dict(self._model, self._optimizer, options=WHOLE)

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take this rank's part of whole tensors, which every rank has."""
        if state:
            set_optimizer_state_dict(self._model, self._optimizer, dict(state), options=WHOLE)
