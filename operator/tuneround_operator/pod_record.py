"""PodRecord: the little that is kept of a training pod."""

from dataclasses import dataclass
from datetime import datetime

from tuneround.records.pod_report import PodReport


@dataclass(frozen=True)
class PodRecord:
    """A training pod, as small as may be: a thousand of them are held for each round.

    Attributes:
        pod: its name.
        round_label: value of the label tuneround.dev/round, by which its round is found.
        workflow: name of the Workflow, a shard's too, that it belongs to; empty: it does not say.
        running: whether its training container runs.
        changed: when that container last started or ended; None: it has not started.
        report: its last words; None: it has not ended, or said nothing that can be read.

    """

    pod: str
    round_label: str
    workflow: str
    running: bool
    changed: datetime | None
    report: PodReport | None
