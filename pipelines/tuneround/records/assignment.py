"""Assignment: the documented JSON file that $TUNEROUND_TRIAL names, one trial's orders."""

from pydantic import Field

from tuneround.records.attempt import Parent
from tuneround.records.model import Record
from tuneround.records.plan import Seeds
from tuneround.spec.checkpoints import KeptMetric
from tuneround.spec.model import Scalar
from tuneround.spec.objective import Objective
from tuneround.spec.storage import Storage


class Resume(Record):
    """The verified checkpoint from which this attempt goes on."""

    parent: Parent
    directory: str
    """Local folder with the checkpoint's files; their sizes and hashes have been checked."""


class Assignment(Record):
    """Everything a training program needs to know. Never holds a credential."""

    study: str
    round: str
    trial: int = Field(ge=0)
    attempt: str
    hyperparameters: dict[str, Scalar]
    seeds: Seeds
    objective: Objective
    steps: int = Field(ge=1)
    evaluate_every: int = Field(ge=1)
    kept: tuple[KeptMetric, ...]
    threads: int = Field(ge=1)
    """CPU threads the program may use."""
    storage: Storage | None
    """Where to write; null by hand, when `directory` stands in for the bucket."""
    directory: str | None = None
    resume: Resume | None = None
    progress_file: str | None = None
    """Where to write how far it is (records.Progress), at most once a second."""
