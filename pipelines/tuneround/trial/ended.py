"""Ended: how one attempt ended, as its supervisor judges it."""

from dataclasses import dataclass

from tuneround.records.attempt import Fate
from tuneround.trial.errors import EXIT_FAILED, EXIT_TRY_AGAIN


@dataclass(frozen=True)
class Ended:
    """How the supervision of one trial ended.

    Attributes:
        fate: the trial's; interrupted: it is to be tried again.
        reason: why, for a person.
        code: the exit code, as `supervise` says.
        terminated: whether SIGTERM came meanwhile, whatever became of the trial.

    """

    fate: Fate
    reason: str
    code: int
    terminated: bool = False

    @classmethod
    def finished(cls, fate: Fate, reason: str) -> "Ended":
        """Return the end of a trial that has an outcome."""
        return cls(fate, reason, EXIT_FAILED if fate is Fate.FAILED else 0)

    @classmethod
    def interrupted(cls, reason: str, code: int = EXIT_TRY_AGAIN) -> "Ended":
        """Return the end of an attempt whose trial has not ended."""
        return cls(Fate.INTERRUPTED, reason, code)
