"""Finding: what one question of the playbook found in a round, as numbers and as a sentence."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field

from tuneround.records.change import Change
from tuneround.records.model import Record
from tuneround.spec.model import Scalar

Number = bool | int | float | str | None
Numbers = Mapping[str, Number | tuple[Number, ...]]


class Level(StrEnum):
    """How much a finding matters, worst first."""

    PROBLEM = "problem"
    """The answer should not be believed before this is mended."""
    CAUTION = "caution"
    """The answer stands, with a reservation; the next round should do better."""
    NOTE = "note"
    """Worth knowing; nothing is wrong."""
    FINE = "fine"
    """It was looked for, and nothing was found."""
    UNKNOWN = "unknown"
    """It could not be looked for: too few trials, or what it needs was not logged."""

    @property
    def rank(self) -> int:
        """Its place in the order of levels, 0 for the worst."""
        return list(Level).index(self)


class Finding(Record):
    """One finding; texts quote names of the round as they are, so whoever shows them escapes."""

    question: str
    """Which question of the analysis it answers: the name of its file there."""
    level: Level
    setting: str = ""
    """Label of the scientific setting that it is about; empty: the round."""
    hyperparameter: str = ""
    """The hyperparameter that it is about, if any."""
    when: Mapping[str, tuple[Scalar, ...]] = Field(default_factory=dict)
    """The condition of that hyperparameter."""
    sentence: str
    """What was found, in one or two sentences with the numbers that decide it."""
    remedy: str = ""
    """What to do about it; empty when nothing is to be done."""
    section: str
    """The playbook's section that asks the question."""
    numbers: Numbers = Field(default_factory=dict)
    """Every number of the sentence and of the figure's labels, unrounded, by name. No NaN."""
    changes: tuple[Change, ...] = ()
    """The remedy as edits of the spec of the next round."""
