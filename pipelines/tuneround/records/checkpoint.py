"""Commit: what makes a checkpoint one."""

from pydantic import Field

from tuneround.records.model import Record


class CommittedFile(Record):
    """One file of a checkpoint."""

    name: str = Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$")
    size: int = Field(ge=0)
    """Bytes."""
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Commit(Record):
    """COMMIT.json, written after every file it names; a checkpoint without one does not exist.

    `files` are the weights, needed by whoever uses the model. `resume_files` (state.pt) are
    needed to go on training, and exist only while the checkpoint is the trial's latest.
    """

    step: int = Field(ge=1)
    files: tuple[CommittedFile, ...]
    resume_files: tuple[CommittedFile, ...] = ()
    evaluations: int = Field(ge=0)
    """How many evaluations the trial had when it was saved; all are sealed before the commit."""
    last_evaluation: int = Field(ge=0)
    """Step of the latest of them; 0 when there was none."""
