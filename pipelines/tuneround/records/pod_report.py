"""PodReport: the last words of a training pod, in its termination message.

Kubernetes keeps up to 4,096 bytes that a container wrote before it ended, with the pod. Whoever
lists a round's pods learns what became of its trials while the round runs; never evidence, which is
in the bucket. How it is written: pod_words.py.
"""

from pydantic import Field, ValidationError

from tuneround.records.model import Record
from tuneround.records.pod_words import LETTERS as LETTERS


class PodReport(Record):
    """What a pod did, in as few bytes as may be: what says nothing is left out."""

    first: int = Field(ge=0)
    """Number of the pod's first trial."""
    fates: str = Field(pattern="^[cifx-]*$")
    """One letter a trial, from `first` on."""
    metric: str = ""
    """The objective's name."""
    best: float | None = None
    """Best objective of the pod's completed trials; null: none."""
    best_trial: int | None = None
    best_step: int | None = None
    reason: str = ""
    """Why the last trial did not complete, shortened; empty where all did."""


def read_message(message: str) -> PodReport | None:
    """Return the report in a container's termination message; None where it holds another text."""
    try:
        return PodReport.model_validate_json(message)
    except ValidationError:
        return None
