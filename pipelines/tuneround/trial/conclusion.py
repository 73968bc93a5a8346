"""Conclusion: the last object of an attempt, from the way in which its program ended."""

import traceback

from tuneround.records.attempt import Fate, Interruption, Outcome
from tuneround.trial.clock import utc_now
from tuneround.trial.curve import Curve
from tuneround.trial.ending import Ending

TRACEBACK_CHARACTERS = 16_000


def outcome_of(
    ending: Ending,
    error: BaseException | None,
    curve: Curve,
    steps: tuple[int, int],
    spent: tuple[float, float],
) -> Outcome:
    """Return the outcome of a finished trial.

    Args:
        ending: COMPLETED, INFEASIBLE or FAILED.
        error: what ended it, if anything did.
        curve: its evaluations.
        steps: the last finished step, and the budget's.
        spent: seconds inside the training loop, over all attempts, and of them for snapshots.

    """
    fate, reason = _fate_of(ending, error, curve, steps)
    return Outcome(
        fate=fate,
        reason=reason,
        step=steps[0],
        evaluations=len(curve),
        training_seconds=spent[0],
        stall_seconds=spent[1],
        ended=utc_now(),
        traceback=text_of(error) if ending is Ending.FAILED else "",
    )


def interruption_of(error: BaseException | None, step: int) -> Interruption:
    """Return the record of an exception after finished `step`, which is to be tried again."""
    return Interruption(
        reason="exception",
        step=step,
        exception=type(error).__name__,
        traceback=text_of(error),
        ended=utc_now(),
    )


def text_of(error: BaseException | None) -> str:
    """Return the end of an exception's traceback."""
    return "".join(traceback.format_exception(error))[-TRACEBACK_CHARACTERS:]


def _fate_of(
    ending: Ending, error: BaseException | None, curve: Curve, steps: tuple[int, int]
) -> tuple[Fate, str]:
    step, budget = steps
    if ending is Ending.INFEASIBLE:
        return Fate.INFEASIBLE, str(error)
    if ending is Ending.FAILED:
        return Fate.FAILED, f"{type(error).__name__}: {error}"
    if not len(curve):
        return Fate.FAILED, "the program evaluated nothing: call trial.evaluate in its loop"
    if step < budget:
        return Fate.COMPLETED, f"the program left its loop at step {step} of {budget}"
    return Fate.COMPLETED, ""
