"""PodReport: the last words of a training pod, in its termination message.

Kubernetes keeps up to 4,096 bytes that a container wrote before it ended, with the pod. Whoever
lists a round's pods learns what became of its trials while the round runs; never evidence, which is
in the bucket.
"""

import json

from pydantic import Field, ValidationError

from tuneround.records.model import Record

VARIABLE = "TUNEROUND_POD_REPORT"
"""Names the file that a pod writes it to."""
LETTERS = {"completed": "c", "infeasible": "i", "failed": "f", "interrupted": "x"}
"""Of each fate; `-` stands for a trial that had no turn."""
NO_TURN = "-"
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

    def to_message(self) -> bytes:
        """Return the report as Kubernetes keeps it: what says nothing is left out.

        In ASCII without double braces: Argo copies the message of a failed container into its own
        templates, where it would replace them, and spells other characters as JSON has no name for.
        """
        text = json.dumps(self.model_dump(exclude_defaults=True), separators=(",", ":"))
        return text.replace("{{", "{\\u007b").encode()


def read_message(message: str) -> PodReport | None:
    """Return the report in a container's termination message; None where it holds another text."""
    try:
        return PodReport.model_validate_json(message)
    except ValidationError:
        return None
