"""ForeignTrial: one trial that was run elsewhere, as every kind of source tells it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tuneround.records.attempt import Fate
from tuneround.records.evaluation import Evaluation
from tuneround.spec.objective import Direction


@dataclass(frozen=True)
class ForeignTrial:
    """One trial.

    Attributes:
        name: what its source calls it.
        repeat: which seed it took, where the source says so beside the name.
        place: where it stands, for errors.
        hyperparameters: cells by name; their types are settled over all trials.
        evaluations: by step.
        fate: what its source says became of it, COMPLETED when it says nothing; the objective may
            make a completed one infeasible.
        reason: why, for a person.
        started: UTC time, ISO 8601; empty when it is not known.
        ended: likewise.

    """

    name: str
    repeat: str | None
    place: str
    hyperparameters: Mapping[str, object]
    evaluations: tuple[Evaluation, ...]
    fate: Fate = Fate.COMPLETED
    reason: str = ""
    started: str = ""
    ended: str = ""

    @property
    def title(self) -> str:
        """The trial for a person: its name, and its repeat if it has one."""
        return self.name if self.repeat is None else f"{self.name}, repeat {self.repeat}"


@dataclass(frozen=True)
class Bounds:
    """What a source says of the space of one hyperparameter.

    Attributes:
        values: its values, in order; empty for a range.
        low: lower end of a range.
        high: upper end.
        is_log: whether it was searched on a log scale.
        is_integer: whether it holds whole numbers only.

    """

    values: tuple[object, ...] = ()
    low: float = 0.0
    high: float = 0.0
    is_log: bool = False
    is_integer: bool = False

    @property
    def is_searched(self) -> bool:
        """Whether there is more than one value in it."""
        return len(self.values) > 1 or self.low < self.high


@dataclass(frozen=True)
class Foreign:
    """What a source holds.

    Attributes:
        trials: in the order of their names.
        source: what the user calls it.
        bounds: by hyperparameter, where the source declares a space.
        metric: the objective, where the source knows it.
        direction: likewise.
        notes: a sentence for everything that was left out or guessed.

    """

    trials: tuple[ForeignTrial, ...]
    source: str
    bounds: Mapping[str, Bounds] = field(default_factory=dict)
    metric: str | None = None
    direction: Direction | None = None
    notes: tuple[str, ...] = ()


def natural(name: str | None) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts names as people count.

    >>> sorted(["trial_10", "trial_9", "a"], key=natural)
    ['a', 'trial_9', 'trial_10']
    """
    parts = re.findall(r"[0-9]+|[^0-9]+", name or "")
    return tuple((0, int(p), p) if p.isdecimal() else (1, 0, p) for p in parts)
