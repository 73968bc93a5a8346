"""Divergence: when a training has gone wrong for good, and is not merely slow."""

from math import isfinite

import torch
from torch import Tensor

FACTOR = 2.0
LEARNED = 0.9
"""A network that answers the same to everything is still a few percent better than a fresh one."""


class Divergence:
    """Judge, at each evaluation, whether the training has diverged.

    With `L0` the validation loss before the first step, a trial is infeasible when its validation
    loss
    - is not finite,
    - is above 2 L0 at two evaluations in a row, and not falling between them,
    - ends above 2 L0, or
    - ends above 0.9 L0, after a training loss above 2 L0: some steps exploded, and the network
      they left (dead units, one answer to everything) has not learned since.

    A loss that has stayed near L0 is slow, not diverged, and a single excursion may come back.
    The state belongs to the trial's: track it.

    >>> watch = Divergence()
    >>> watch.begin(2.3)
    >>> watch.reason(9.0, last=False), watch.reason(5.0, last=False)
    (None, None)
    >>> watch.reason(5.5, last=False)
    'validation loss 5.5, above 2 x its initial 2.3 at two evaluations in a row and not falling'

    Source: the playbook counts as infeasible what diverges, not only what ends in NaN.
    """

    def __init__(self) -> None:
        self._initial: float | None = None
        self._previous: float | None = None
        self._peak: Tensor | None = None

    def begin(self, loss: float) -> None:
        """Take the validation loss before the first step."""
        self._initial = loss

    def observe(self, loss: Tensor) -> None:
        """Take a step's training loss, shape (), without waiting for its device."""
        loss = loss.detach()
        peak = loss if self._peak is None else self._peak.to(loss.device, non_blocking=True)
        self._peak = torch.fmax(peak, loss)

    def reason(self, loss: float, *, last: bool) -> str | None:
        """Return why the trial is infeasible, or None.

        Args:
            loss: validation loss of this evaluation.
            last: whether this is the training's last evaluation.

        """
        if self._initial is None:
            raise ValueError("`begin` takes the initial loss before the first evaluation; got none")
        previous, self._previous = self._previous, loss
        if not isfinite(loss):
            return f"validation loss {loss}"
        bound = FACTOR * self._initial
        told = f"its initial {self._initial:.4g}"
        if previous is not None and loss >= previous > bound:
            told = f"{FACTOR:g} x {told} at two evaluations in a row and not falling"
            return f"validation loss {loss:.4g}, above {told}"
        if last and loss > bound:
            return f"validation loss {loss:.4g} at the end, above {FACTOR:g} x {told}"
        if last and loss > LEARNED * self._initial and self._exceeded(bound):
            told = f"{LEARNED:g} x {told}, after a training loss of {self._peak:.4g}"
            return f"validation loss {loss:.4g} at the end, above {told}"
        return None

    def _exceeded(self, bound: float) -> bool:
        return self._peak is not None and not bool(self._peak <= bound)

    def state_dict(self) -> dict[str, float | Tensor | None]:
        """Return the losses it remembers."""
        return {"initial": self._initial, "previous": self._previous, "peak": self._peak}

    def load_state_dict(self, state: dict[str, float | Tensor | None]) -> None:
        """Go on from what was remembered."""
        initial, previous, peak = state["initial"], state["previous"], state["peak"]
        self._initial = None if initial is None else float(initial)
        self._previous = None if previous is None else float(previous)
        self._peak = None if peak is None else torch.as_tensor(peak)
