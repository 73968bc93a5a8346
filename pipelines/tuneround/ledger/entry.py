"""Entry: what the ledger says of one round, and the ledger of a study."""

from collections.abc import Mapping

from tuneround.records.model import Record
from tuneround.records.result import Choice, ChosenCheckpoint
from tuneround.spec.model import Scalar
from tuneround.spec.objective import Objective


class Reproduction(Record):
    """What is needed to train the best of a round again."""

    spec_key: str
    """The latest revision of the spec, in the bucket: the round's configuration."""
    spec_sha256: str
    """Of its text."""
    identity: str
    """SHA-256 of what makes it the same round: space, search, steps, objective, image, command."""
    image: str | None
    """As the spec names it; null for a round that ran without one."""
    image_pinned: bool
    """Whether the name has the image's digest; a tag may mean another image by now."""
    command: tuple[str, ...]
    seed: int
    """`search.seed`: of the plan, and with a trial's repeat of its own seeds."""
    repeats: int
    versions: Mapping[str, str]
    """Of the best trial's attempt: tuneround, python, torch, driver, and code, as far as known."""
    host: str
    """Where that attempt ran; empty when unknown."""


class Entry(Record):
    """One round of a study.

    The playbook's list for tracking ("Setting up experiment tracking"): study name, a link to its
    configuration, notes, the number of trials, the best checkpoint's performance, and how to
    reproduce it.
    """

    round: str
    goal: str
    previous: str | None
    """The round that it follows."""
    followed_by: tuple[str, ...]
    """Rounds of the study that follow it."""
    adopted: Mapping[str, Scalar]
    """Scientific hyperparameters that a following round holds at one value."""
    objective: Objective
    trials: int
    """As the spec plans them."""
    counts: Mapping[str, int]
    """What became of them when the result was made; empty without a result."""
    result: int | None
    """Which aggregation stands; null: none yet."""
    created: str | None
    """When it was made: UTC, ISO 8601."""
    verdict: str | None
    best: Choice | None
    """The best evaluation, with its hyperparameters."""
    checkpoint: ChosenCheckpoint | None
    """The best checkpoint there is."""
    notes: tuple[str, ...]
    """The sentences of the result's problems and cautions, and its own notes."""
    test_looks: int
    """How often its test metrics were looked at."""
    reproduction: Reproduction


class Unreadable(Record):
    """A folder of the study that holds no round this version can read."""

    round: str
    reason: str


class Ledger(Record):
    """Every round of a study, oldest first, each after the one that it follows."""

    study: str
    place: str
    """Where the study lies, for a person."""
    rounds: tuple[Entry, ...]
    unreadable: tuple[Unreadable, ...]
