"""Judgement: what the end of a training program means for its trial, as the bucket shows it."""

import signal
import sys
from dataclasses import dataclass

from tuneround.records.assignment import Assignment
from tuneround.records.attempt import Fate, Interruption, Outcome
from tuneround.store.bucket import Bucket
from tuneround.store.keys import AttemptKeys, RoundKeys
from tuneround.trial.clock import utc_now
from tuneround.trial.errors import EXIT_TRY_AGAIN, SupersededError
from tuneround.trial.fence import require_newest
from tuneround.trial.survey import Survey

EXIT_TERMINATED = 143
OUT_OF_MEMORY = "out-of-memory kill"


@dataclass(frozen=True)
class Judge:
    """Makes sure that the bucket says how an attempt ended, and returns the exit code."""

    bucket: Bucket
    keys: RoundKeys
    assignment: Assignment

    def not_started(self, command: list[str], error: OSError) -> int:
        """Judge a program that could not be started: failed, since it never will be."""
        reason = (
            f"`{command[0]}` could not be started: {error.strerror or error}. "
            "Correct `trainer.command`, or install the program"
        )
        return self._finish(Fate.FAILED, reason, "")

    def ended(self, code: int, *, terminated: bool, out_of_memory: bool, stderr: str) -> int:
        """Judge a program that ended with `code`, negative for a signal.

        Args:
            code: its exit code.
            terminated: whether SIGTERM was passed on to it.
            out_of_memory: whether the kernel killed a process for want of memory meanwhile.
            stderr: the end of what it wrote there.

        """
        survey = Survey.of(self.bucket, self.keys.trial(self.assignment.trial))
        if (outcome := survey.outcome) is not None:
            return 3 if outcome.fate is Fate.FAILED else 0
        if self._is_replaced():
            return 0
        if "interruption.json" in survey.names.get(self.assignment.attempt, ()):
            return EXIT_TERMINATED if terminated else EXIT_TRY_AGAIN
        committed = max((commit.step for commit in survey.commits), default=0)
        if terminated:
            return self._interrupt("sigterm", committed, EXIT_TERMINATED)
        if out_of_memory:
            return self._out_of_memory(committed)
        if code == EXIT_TRY_AGAIN:
            return self._interrupt(f"exit code {code}", committed)
        if code < 0:
            return self._interrupt(f"signal {signal.Signals(-code).name}", committed)
        return self._left(code, committed, survey, stderr)

    def _left(self, code: int, committed: int, survey: Survey, stderr: str) -> int:
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
        again = any(
            i.reason == reason and i.step == committed for i in self.assignment.interruptions
        )
        if has_trained and not again:
            return self._interrupt(reason, committed)
        return self._finish(Fate.FAILED, f"the program ended with {reason}", stderr)

    def _out_of_memory(self, committed: int) -> int:
        again = any(
            i.reason == OUT_OF_MEMORY and i.step == committed for i in self.assignment.interruptions
        )
        if again:
            reason = f"killed twice for want of memory after step {committed}"
            return self._finish(Fate.INFEASIBLE, reason, "")
        return self._interrupt(OUT_OF_MEMORY, committed)

    def _is_replaced(self) -> bool:
        try:
            require_newest(
                self.bucket, self.keys.trial(self.assignment.trial), self.assignment.attempt
            )
        except SupersededError as error:
            print(f"tuneround: {error}", file=sys.stderr)
            return True
        return False

    def _interrupt(self, reason: str, step: int, code: int = EXIT_TRY_AGAIN) -> int:
        interruption = Interruption(reason=reason, step=step, ended=utc_now())
        self.bucket.put(self._attempt.interruption, interruption.to_json())
        return code

    def _finish(self, fate: Fate, reason: str, stderr: str) -> int:
        resume = self.assignment.resume
        outcome = Outcome(
            fate=fate,
            reason=reason,
            step=resume.parent.step if resume else 0,
            ended=utc_now(),
            traceback=stderr,
        )
        self.bucket.put(self._attempt.outcome, outcome.to_json())
        print(f"tuneround: trial {self.assignment.trial} {fate}: {reason}", file=sys.stderr)
        return 3 if fate is Fate.FAILED else 0

    @property
    def _attempt(self) -> AttemptKeys:
        return self.keys.trial(self.assignment.trial).attempt(self.assignment.attempt)
