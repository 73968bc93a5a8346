"""Verdict: writes how an attempt ended, for a program that could not say it."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from tuneround.records.attempt import Fate, Interruption, Outcome
from tuneround.store.bucket import Bucket
from tuneround.store.keys import AttemptKeys
from tuneround.trial.clock import utc_now
from tuneround.trial.ended import Ended

OUT_OF_MEMORY = "out-of-memory kill"


@dataclass(frozen=True)
class Verdict:
    """The last object of one attempt.

    Attributes:
        bucket: where the attempt lies.
        keys: the attempt's names.
        trial: the number of its trial.
        resumed: the step it resumed from; 0 when it started from nothing.
        earlier: how the trial's other attempts were interrupted.

    """

    bucket: Bucket
    keys: AttemptKeys
    trial: int
    resumed: int
    earlier: Sequence[Interruption]

    def is_second(self, reason: str, committed: int) -> bool:
        """Whether an earlier attempt ended for the same reason after the same commit."""
        return any(i.reason == reason and i.step == committed for i in self.earlier)

    def interrupt(self, reason: str, committed: int) -> None:
        """Write that the attempt ended and its trial did not; `committed` is its last commit."""
        interruption = Interruption(reason=reason, step=committed, ended=utc_now())
        self.bucket.put(self.keys.interruption, interruption.to_json())

    def kill_for_memory(self, committed: int) -> Ended:
        """Write that the kernel killed it for want of memory; infeasible the second time."""
        if not self.is_second(OUT_OF_MEMORY, committed):
            self.interrupt(OUT_OF_MEMORY, committed)
            return Ended.interrupted(OUT_OF_MEMORY)
        reason = f"killed twice for want of memory after step {committed}"
        self.finish(Fate.INFEASIBLE, reason)
        return Ended.finished(Fate.INFEASIBLE, reason)

    def finish(self, fate: Fate, reason: str, stderr: str = "") -> None:
        """Write that the trial has ended, and say so on standard error."""
        outcome = Outcome(
            fate=fate, reason=reason, step=self.resumed, ended=utc_now(), traceback=stderr
        )
        self.bucket.put(self.keys.outcome, outcome.to_json())
        print(f"tuneround: trial {self.trial} {fate}: {reason}", file=sys.stderr)
