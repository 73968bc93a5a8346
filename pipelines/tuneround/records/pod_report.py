"""PodReport: the last words of a training pod, in its termination message.

Kubernetes keeps up to 4,096 bytes that a container wrote before it ended, with the pod. Whoever
lists a round's pods learns what became of its trials while the round runs; never evidence, which is
in the bucket.
"""

from pydantic import Field

from tuneround.records.model import Record

LETTERS = {"completed": "c", "infeasible": "i", "failed": "f", "interrupted": "x"}
"""Of each fate; `-` stands for a trial that had no turn."""
MOST_BYTES = 4096


class PodReport(Record):
    """What a pod did, in as few bytes as may be."""

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
