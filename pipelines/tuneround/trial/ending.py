"""Ending: what the way in which a training program leaves its trial means."""

import sys
from collections.abc import Sequence
from enum import Enum, auto

from tuneround.records.attempt import Interruption
from tuneround.store.bucket import StoreError
from tuneround.trial.errors import InfeasibleError, InterruptedTrialExit, SupersededError


class Ending(Enum):
    """How the `with` block ended."""

    COMPLETED = auto()
    INFEASIBLE = auto()
    FAILED = auto()
    """An exception that would come back: before the first step, or again at the same step.
    The loss of another rank before the first step is none: the next gathering may be luckier."""
    INTERRUPTED_BY_EXCEPTION = auto()
    """An exception after the first step: it may have been the machine, so it is tried again."""
    RECORDED = auto()
    """There is nothing to write: it is written, or the store or a newer attempt forbids it."""


def ending_of(
    error: BaseException | None, steps: tuple[int, int], earlier: Sequence[Interruption]
) -> Ending:
    """Return what leaving the trial with `error` means.

    Args:
        error: what left the `with` block; None at its regular end.
        steps: the last finished step, 0 before the first, and the budget's.
        earlier: how earlier attempts of the trial ended.

    """
    step, budget = steps
    leaves_quietly = isinstance(error, SystemExit) and error.code in (None, 0)
    if error is None or (leaves_quietly and step == budget):
        return Ending.COMPLETED
    if isinstance(error, InfeasibleError) or _is_device_out_of_memory(error):
        return Ending.INFEASIBLE
    if isinstance(error, (InterruptedTrialExit, StoreError, SupersededError, KeyboardInterrupt)):
        return Ending.RECORDED
    if leaves_quietly and step > 0:  # how some libraries answer SIGTERM
        return Ending.INTERRUPTED_BY_EXCEPTION
    if step == 0 and _is_loss_of_a_peer(error):
        return Ending.INTERRUPTED_BY_EXCEPTION
    again = any(i.exception == type(error).__name__ and i.step == step for i in earlier)
    return Ending.FAILED if step == 0 or again else Ending.INTERRUPTED_BY_EXCEPTION


def _is_device_out_of_memory(error: BaseException) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(error, torch.OutOfMemoryError)


def _is_loss_of_a_peer(error: BaseException) -> bool:
    """Whether torch.distributed says that another rank has gone, or has not come."""
    distributed = sys.modules.get("torch.distributed")
    if distributed is None or not distributed.is_available():
        return False
    # What gloo raises is a plain RuntimeError that names its source file.
    from_gloo = isinstance(error, RuntimeError) and "gloo/" in str(error)
    return from_gloo or isinstance(error, distributed.DistError)
