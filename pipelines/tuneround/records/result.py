"""Result: what an aggregation concluded, result.json and results/<n>/result.json alike."""

from pydantic import Field

from tuneround.records.finding import Finding
from tuneround.records.model import Record
from tuneround.spec.model import Scalar
from tuneround.spec.objective import Objective


class Choice(Record):
    """One evaluation of one trial, chosen by a rule."""

    trial: int
    attempt: str
    """The attempt that made the evaluation, where its checkpoint lies."""
    step: int
    value: float
    """The objective there."""
    metrics: dict[str, float]
    """All finite metrics of that evaluation but those under `test/`."""
    hyperparameters: dict[str, Scalar]
    fate: str


class ChosenCheckpoint(Record):
    """A committed checkpoint."""

    trial: int
    attempt: str
    step: int
    value: float
    key: str
    """Its folder in the bucket."""
    files: dict[str, str]
    """Name -> SHA-256 of the files to load."""


class Result(Record):
    """The answer of a round, as numbers."""

    number: int = Field(ge=1)
    """Which aggregation this is: the n of results/<n>."""
    study: str
    round: str
    goal: str
    objective: Objective
    counts: dict[str, int]
    """planned, and each fate; the fates add up to planned."""
    unfinished: tuple[int, ...]
    """Indices of interrupted and missing trials, the first 1,000."""
    best: Choice | None
    """The best evaluation of all completed trials; null when none has one."""
    checkpoint: ChosenCheckpoint | None
    """The best available checkpoint; may differ from `best`."""
    last_step: Choice | None
    """What the last-step rule would have picked."""
    settings: tuple[Choice, ...] = ()
    """The best of each scientific setting, best first."""
    better_but_not_eligible: tuple[Choice, ...] = ()
    """Better evaluations of infeasible or interrupted trials, best first, the first 20."""
    verdict: str
    """One sentence."""
    findings: tuple[Finding, ...] = ()
    """What the playbook's questions found, worst first; empty when they were not asked."""
    notes: tuple[str, ...] = ()
    """What else a reader must know: a sentence for each checkpoint that was passed over."""
    created: str
    """UTC time, ISO 8601."""
