"""Board: what a runner knows of its trials at one moment, for a person to look at. No evidence."""

from collections.abc import Mapping
from dataclasses import dataclass

from tuneround.local.schedule import State
from tuneround.records.progress import Progress
from tuneround.spec.model import Scalar
from tuneround.spec.objective import Direction

OVER = (State.DONE, State.FAILED, State.EXHAUSTED)


@dataclass
class Row:
    """One trial that had no outcome when this runner began."""

    index: int
    hyperparameters: str
    """The searched ones, on one line."""
    state: State = State.PENDING
    progress: Progress | None = None
    """The newest one read; None when the trial has written none."""
    base: float = 0.0
    """The share of its steps that an earlier runner had trained."""
    changed: float = 0.0
    """When its state last changed, in the runner's clock."""

    @property
    def share(self) -> float:
        """How much of the trial is over, from 0 to 1; all of it once it ended for good."""
        if self.state in OVER:
            return 1.0
        return self.progress.step / self.progress.steps if self.progress else 0.0


@dataclass
class Board:
    """The trials of this runner.

    Attributes:
        rows: by the trial's index.
        planned: trials of the whole round.
        direction: of the objective.
        started: when the first trial started, in the runner's clock.

    """

    rows: dict[int, Row]
    planned: int
    direction: Direction
    started: float

    @property
    def finished(self) -> int:
        """Trials with an outcome, those of earlier runners included."""
        return self.planned - len(self.rows) + self.count(State.DONE) + self.count(State.FAILED)

    def count(self, state: State) -> int:
        """Return how many trials are in `state`."""
        return sum(row.state is state for row in self.rows.values())

    def change(self, index: int, state: State, now: float) -> None:
        """Note the new state of a trial."""
        row = self.rows[index]
        row.state, row.changed = state, now

    def best(self) -> Row | None:
        """Return the row with the best objective so far; None when no trial has one."""
        valued = [
            (self.direction.sign * row.progress.best, row.index)
            for row in self.rows.values()
            if row.progress is not None and row.progress.best is not None
        ]
        return self.rows[min(valued)[1]] if valued else None

    def seconds_left(self, now: float) -> float | None:
        """Estimate the time to the end: `elapsed · left / done`, both in shares of a trial.

        None while nothing has been trained. A trial that ends early counts as a whole one, so
        the estimate carries on the share of infeasible trials seen so far.
        """
        done = sum(row.share - row.base for row in self.rows.values())
        left = sum(1.0 - row.share for row in self.rows.values())
        return (now - self.started) * left / done if done > 0.0 else None

    def shown(self, count: int) -> list[Row]:
        """Return at most `count` rows: running ones, then the latest to change, then the next."""
        order = {State.RUNNING: 0, State.PENDING: 2}
        rows = sorted(
            self.rows.values(),
            key=lambda row: (order.get(row.state, 1), -row.changed, row.index),
        )
        return rows[: max(0, count)]


def described(hyperparameters: Mapping[str, Scalar], names: frozenset[str]) -> str:
    """Return those of `hyperparameters` that are in `names`, on one line.

    >>> described({"optimizer": "adam", "rate": 0.00123456}, frozenset(["rate"]))
    'rate=0.00123'
    """
    return " ".join(f"{n}={_short(v)}" for n, v in hyperparameters.items() if n in names)


def _short(value: Scalar) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
