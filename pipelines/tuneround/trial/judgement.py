"""Judgement: what the end of a training program means for its trial, as the bucket shows it."""

import signal
import sys
from dataclasses import dataclass

from tuneround.records.assignment import Assignment
from tuneround.records.attempt import Fate, Interruption
from tuneround.store.bucket import Bucket
from tuneround.store.keys import RoundKeys
from tuneround.trial.ended import Ended
from tuneround.trial.errors import EXIT_TERMINATED, EXIT_TRY_AGAIN, SupersededError
from tuneround.trial.fence import require_newest
from tuneround.trial.survey import Survey
from tuneround.trial.verdict import Verdict


@dataclass(frozen=True)
class Judge:
    """Makes sure that the bucket says how an attempt ended, and returns that.

    Attributes:
        bucket: where the round lies.
        keys: the round's names.
        assignment: what the program was told.
        has_peers: whether other pods trained with it, whose loss may have ended it.

    """

    bucket: Bucket
    keys: RoundKeys
    assignment: Assignment
    has_peers: bool = False

    def not_started(self, program: str, error: OSError) -> Ended:
        """Judge a program that could not be started: failed, since it never will be."""
        reason = (
            f"`{program}` could not be started: {error.strerror or error}. "
            "Correct `trainer.command`, or install the program"
        )
        return self._finish(Fate.FAILED, reason, "")

    def ended(self, code: int, *, terminated: bool, out_of_memory: bool, stderr: str) -> Ended:
        """Judge a program that ended with `code`, negative for a signal.

        Args:
            code: its exit code.
            terminated: whether SIGTERM was passed on to it.
            out_of_memory: whether the kernel killed a process for want of memory meanwhile.
            stderr: the end of what it wrote there.

        """
        survey = Survey.of(self.bucket, self.keys.trial(self.assignment.trial))
        if (outcome := survey.outcome) is not None:
            return Ended.finished(outcome.fate, outcome.reason)
        if self._is_replaced():
            return Ended.interrupted("a newer attempt goes on", 0)
        if (said := survey.interruption(self.assignment.attempt)) is not None:
            return Ended.interrupted(_told(said), EXIT_TERMINATED if terminated else EXIT_TRY_AGAIN)
        committed = survey.last_committed
        if terminated:
            return self._interrupt("sigterm", committed, EXIT_TERMINATED)
        if out_of_memory:
            return self._verdict.kill_for_memory(committed)
        if code == EXIT_TRY_AGAIN:
            return self._interrupt(f"exit code {code}", committed)
        if code < 0:
            return self._interrupt(f"signal {signal.Signals(-code).name}", committed)
        return self._left(code, committed, survey, stderr)

    def _left(self, code: int, committed: int, survey: Survey, stderr: str) -> Ended:
        """Judge a program that ended in its own way without telling its Trial."""
        if code == 0:
            return self._finish(
                Fate.FAILED,
                "the program ended without finishing its trial: it must leave "
                "`with Trial.from_environment()` in the regular way",
                stderr,
            )
        reason = f"exit code {code}"
        names = survey.names.get(self.assignment.attempt, frozenset())
        has_trained = committed > 0 or any(name.startswith("metrics/") for name in names)
        if (has_trained or self.has_peers) and not self._verdict.is_second(reason, committed):
            return self._interrupt(reason, committed)
        return self._finish(Fate.FAILED, f"the program ended with {reason}", stderr)

    def _is_replaced(self) -> bool:
        try:
            require_newest(
                self.bucket, self.keys.trial(self.assignment.trial), self.assignment.attempt
            )
        except SupersededError as error:
            print(f"tuneround: {error}", file=sys.stderr)
            return True
        return False

    def _interrupt(self, reason: str, committed: int, code: int = EXIT_TRY_AGAIN) -> Ended:
        self._verdict.interrupt(reason, committed)
        return Ended.interrupted(reason, code)

    def _finish(self, fate: Fate, reason: str, stderr: str) -> Ended:
        self._verdict.finish(fate, reason, stderr)
        return Ended.finished(fate, reason)

    @property
    def _verdict(self) -> Verdict:
        resume = self.assignment.resume
        return Verdict(
            self.bucket,
            self.keys.trial(self.assignment.trial).attempt(self.assignment.attempt),
            self.assignment.trial,
            resumed=resume.parent.step if resume else 0,
            earlier=self.assignment.interruptions,
        )


def _told(interruption: Interruption) -> str:
    """Return in words what the program itself wrote."""
    what = interruption.exception or interruption.reason
    return f"{what} after step {interruption.step}"
