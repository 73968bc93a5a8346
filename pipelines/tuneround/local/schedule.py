"""Schedule: which trial to start next, and what the end of one means. Pure: time is an argument.

    pending ──▶ running ──▶ done          exit 0: the bucket has its outcome
                   │ ▲  └──▶ failed        exit 3
                   ▼ │
                waiting ───▶ exhausted     no retry is left

The exit codes are those of docs/architecture.md, "Who does what for one trial".
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

EXIT_OUTCOME = 0
EXIT_FAILED = 3


class State(StrEnum):
    """Where one trial is in this runner's hands."""

    PENDING = "pending"
    RUNNING = "running"
    WAITING = "waiting for retry"
    DONE = "done"
    FAILED = "failed"
    EXHAUSTED = "out of retries"
    STOPPED = "stopped"
    """It ended while the runner was stopping; the next runner goes on with it."""


@dataclass(frozen=True)
class Backoff:
    """Capped exponential backoff: the n-th retry waits `min(cap, first · 2^(n-1))` seconds.

    >>> [Backoff(1.0, 5.0).seconds(n) for n in (1, 2, 3, 4, 1000)]
    [1.0, 2.0, 4.0, 5.0, 5.0]
    """

    first_seconds: float = 1.0
    cap_seconds: float = 60.0

    def seconds(self, retry: int) -> float:
        """Return the wait before retry number `retry`, from 1."""
        doublings = min(retry - 1, 64)
        return min(self.cap_seconds, self.first_seconds * 2.0**doublings)


@dataclass
class Trial:
    """What the schedule knows of one trial."""

    state: State = State.PENDING
    starts: int = 0
    """How often this runner started it."""
    due: float = 0.0
    """Of a waiting trial: when it may start again, in the caller's clock."""


@dataclass
class Schedule:
    """The trials that have no outcome yet, and how many of them may run at once.

    Attributes:
        parallelism: trials that may run at once, at least 1.
        retries: how often an interrupted trial is started again.
        backoff: how long it waits before that.
        stopping: nothing is started any more.

    """

    parallelism: int
    retries: int
    backoff: Backoff = field(default_factory=Backoff)
    trials: dict[int, Trial] = field(default_factory=dict)
    stopping: bool = False

    @classmethod
    def of(cls, indices: Iterable[int], *, parallelism: int, retries: int) -> "Schedule":
        """Return a schedule in which every one of `indices` is pending, in that order."""
        trials = {index: Trial() for index in indices}
        return cls(parallelism=parallelism, retries=retries, trials=trials)

    def startable(self, now: float) -> list[int]:
        """Return the trials to start at `now`: retries that are due, then pending ones."""
        free = self.parallelism - self.count(State.RUNNING)
        if self.stopping or free <= 0:
            return []
        due = [i for i, t in self.trials.items() if t.state is State.WAITING and t.due <= now]
        pending = [i for i, t in self.trials.items() if t.state is State.PENDING]
        return [*sorted(due, key=lambda i: self.trials[i].due), *pending][:free]

    def started(self, index: int) -> None:
        """Note that trial `index` was started."""
        trial = self.trials[index]
        trial.state = State.RUNNING
        trial.starts += 1

    def ended(self, index: int, exit_code: int, now: float) -> State:
        """Note that trial `index` ended with `exit_code` at `now`; return its new state."""
        trial = self.trials[index]
        trial.state = self._after(trial, exit_code)
        if trial.state is State.WAITING:
            trial.due = now + self.backoff.seconds(trial.starts)
        return trial.state

    def stop(self) -> None:
        """Start nothing any more."""
        self.stopping = True
        for trial in self.trials.values():
            if trial.state is State.WAITING:
                trial.state = State.STOPPED

    def seconds_to_next_start(self, now: float) -> float | None:
        """Return how long until a waiting trial may start; None: only another's end matters."""
        full = self.count(State.RUNNING) >= self.parallelism
        dues = [t.due for t in self.trials.values() if t.state is State.WAITING]
        return None if self.stopping or full or not dues else max(0.0, min(dues) - now)

    def count(self, state: State) -> int:
        """Return how many trials are in `state`."""
        return sum(trial.state is state for trial in self.trials.values())

    @property
    def over(self) -> bool:
        """Nothing runs, and nothing will be started."""
        if self.count(State.RUNNING):
            return False
        return self.stopping or not self.count(State.PENDING) + self.count(State.WAITING)

    def _after(self, trial: Trial, exit_code: int) -> State:
        if exit_code == EXIT_OUTCOME:
            return State.DONE
        if exit_code == EXIT_FAILED:
            return State.FAILED
        if self.stopping:
            return State.STOPPED
        return State.WAITING if trial.starts <= self.retries else State.EXHAUSTED
