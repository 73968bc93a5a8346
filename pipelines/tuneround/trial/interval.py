"""Interval: what `trial.log` collects between two evaluations."""

from array import array
from collections.abc import Mapping
from math import fsum, isfinite
from typing import Any, TypedDict

from tuneround.records.evaluation import QUANTILES
from tuneround.trial.errors import InfeasibleError, TrialUsageError

MAX_NONFINITE_LOSSES = 10
MAX_DEFERRED = 4096
LOSS = "loss"


class IntervalState(TypedDict):
    """What a checkpoint keeps of an interval."""

    values: dict[str, list[float]]
    nonfinite_losses: int


class Interval:
    """Logged values since the last evaluation, in memory.

    Numbers and CPU tensors are taken at once. Tensors on a device are copied there, without
    waiting for the device, and read back at the next evaluation.
    """

    def __init__(self) -> None:
        self._values: dict[str, array[float]] = {}
        self._deferred: list[tuple[list[str], Any]] = []
        self._nonfinite_losses = 0

    def add(self, values: Mapping[str, Any]) -> None:
        """Take one value of each metric.

        Raises:
            InfeasibleError: the tenth non-finite `loss` in a row.
            TrialUsageError: a value that is not one number.

        """
        deferred: dict[str, Any] = {}
        for name, value in values.items():
            if type(value) is not float:
                if _on_device(value):
                    deferred[name] = value
                    continue
                value = as_number(name, value)
            self._append(name, value)
        if deferred:
            self._deferred.extend(_stacked(deferred))
            if len(self._deferred) >= MAX_DEFERRED:
                self.settle()

    def _append(self, name: str, value: float) -> None:
        values = self._values.get(name)
        if values is None:
            values = self._values[name] = array("d")
        values.append(value)
        if name == LOSS:
            self._nonfinite_losses = 0 if isfinite(value) else self._nonfinite_losses + 1
            if self._nonfinite_losses >= MAX_NONFINITE_LOSSES:
                raise InfeasibleError(
                    f"the loss was not finite {MAX_NONFINITE_LOSSES} times in a row"
                )

    def settle(self) -> None:
        """Read back what was logged on a device, and wait for it.

        Raises:
            InfeasibleError: the tenth non-finite `loss` in a row is among it.

        """
        waiting, self._deferred = self._deferred, []
        for names, stacked in waiting:
            for name, value in zip(names, stacked.tolist(), strict=True):
                self._append(name, float(value))

    def take(self) -> dict[str, "array[float]"]:
        """Return all values by name and start the next interval. Waits for the device."""
        self.settle()
        values, self._values = self._values, {}
        return values

    def state_dict(self) -> IntervalState:
        """Return the interval as plain values; a trial resumed in its middle loses nothing."""
        self.settle()
        values = {name: list(values) for name, values in self._values.items()}
        return {"values": values, "nonfinite_losses": self._nonfinite_losses}

    def load_state_dict(self, state: IntervalState) -> None:
        """Continue from `state`."""
        self._values = {name: array("d", values) for name, values in state["values"].items()}
        self._nonfinite_losses = state["nonfinite_losses"]


def summary(values: "array[float]") -> dict[str, Any]:
    """Return count, non-finite count, and mean, min, max and quantiles of the finite values.

    The quantiles (records.evaluation.QUANTILES) interpolate linearly, as numpy's default does.

    >>> summary(array("d", [1.0, 3.0, float("nan")]))["mean"]
    2.0
    """
    finite = sorted(v for v in values if isfinite(v))
    content: dict[str, Any] = {"count": len(values), "nonfinite": len(values) - len(finite)}
    if finite:
        content["mean"] = fsum(finite) / len(finite)
        content["min"], content["max"] = finite[0], finite[-1]
        content["quantiles"] = [_quantile(finite, q) for q in QUANTILES]
    return content


def _quantile(ordered: list[float], q: float) -> float:
    position = q * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def as_number(name: str, value: Any) -> float:
    """Return `value`, a number or a tensor of one element, as a float.

    Raises:
        TrialUsageError: it is neither.

    """
    item = getattr(value, "item", None)
    try:
        return float(value if item is None else item())
    except (TypeError, ValueError, RuntimeError) as error:
        raise _not_one_number(name, value) from error


def _not_one_number(name: str, value: Any) -> TrialUsageError:
    return TrialUsageError(
        f"A metric is one number; got {type(value).__name__} for {name!r}. "
        "Reduce it first, for example with .mean()."
    )


def _on_device(value: Any) -> bool:
    return not getattr(value, "is_cpu", True)


def _stacked(values: Mapping[str, Any]) -> list[tuple[list[str], Any]]:
    """Copy device scalars into one new tensor a device and type, without a wait.

    Of one type, since a count beside a float32 loss would be rounded to float32.
    """
    import torch

    alike: dict[tuple[Any, Any], dict[str, Any]] = {}
    for name, value in values.items():
        if value.numel() != 1:
            raise _not_one_number(name, value)
        group = alike.setdefault((value.device, value.dtype), {})
        group[name] = value.detach().reshape(())
    return [(list(group), torch.stack(list(group.values()))) for group in alike.values()]
