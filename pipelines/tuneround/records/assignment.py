"""Assignment: the documented JSON file that $TUNEROUND_TRIAL names, one trial's orders."""

from pydantic import Field

from tuneround.records.attempt import Interruption, Parent
from tuneround.records.model import Record
from tuneround.records.plan import Seeds
from tuneround.spec.checkpoints import KeptMetric
from tuneround.spec.model import Scalar
from tuneround.spec.objective import Objective


class Resume(Record):
    """The verified checkpoint from which this attempt goes on."""

    parent: Parent
    directory: str
    """Local folder with the checkpoint's files; their sizes and hashes have been checked."""
    committed: tuple[Parent, ...]
    """Every commit of this attempt's ancestors up to its own, for retention; by step."""


class PodProgress(Record):
    """Where a pod says how far it is, and which part of its work this trial is."""

    file: str
    """Gets the line `N/M`: as Argo reads $ARGO_PROGRESS_FILE."""
    before: int = Field(default=0, ge=0)
    """Steps of the trials that the pod has finished before; N is these and the trial's own."""
    steps: int = Field(ge=1)
    """Steps of all trials of the pod: M."""


class Assignment(Record):
    """Everything a training program needs to know. Never holds a credential."""

    study: str
    round: str
    trial: int = Field(ge=0)
    attempt: str
    hyperparameters: dict[str, Scalar]
    seeds: Seeds
    objective: Objective | None
    """Null only by hand: then nothing is best, and only the latest checkpoint is kept."""
    steps: int = Field(ge=1)
    evaluate_every: int = Field(ge=1)
    kept: tuple[KeptMetric, ...]
    threads: int = Field(ge=1)
    """CPU threads the program may use."""
    root: str
    """Where the round lies in the bucket, `<prefix>/<study>/<round>/`. Which bucket, and with what
    credentials, say the environment's TUNEROUND_BUCKET, TUNEROUND_ENDPOINT and AWS_* variables."""
    directory: str | None = None
    """Folder that stands in for the bucket, by hand."""
    resume: Resume | None = None
    """Null when the attempt starts from nothing."""
    interruptions: tuple[Interruption, ...] = ()
    """How earlier attempts ended: the same exception at the same step again is a failure."""
    progress_file: str | None = None
    """Where to write how far it is (records.Progress), at most once a second."""
    pod_progress: PodProgress | None = None
    """The same for who follows the pod; null outside of one."""
