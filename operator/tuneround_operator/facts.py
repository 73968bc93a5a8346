"""Facts: what is known of a round as numbers, for metrics."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tuneround_operator.status import TrialCounts


@dataclass(frozen=True)
class RoundFacts:
    """One round at one moment; what is not known is None, never 0.

    Attributes:
        namespace: the round's.
        study: the round's; empty while its spec cannot be read.
        round: its name.
        state: the word of the status.
        trials: counts of trials.
        metric: the objective's name; empty: not known.
        direction: minimize or maximize; empty: not known.
        best: the objective's best value so far.
        steps_per_second: median over completed trials.
        checkpoint_bytes: of all commits.
        stall_seconds: time that training loops waited for snapshots, summed.
        device_seconds: seconds that pods held a resource times how much of it, by the resource's
            name, as Argo sums them (cpu in cores, memory in units of 100 MiB, others in pieces);
            of the Workflows that are still there.
        start: when the first Workflow was created.
        last_progress: when a pod last started or ended.
        end: when the newest Workflow ended, if none is left to end.

    """

    namespace: str
    study: str
    round: str
    state: str
    trials: TrialCounts = field(default_factory=TrialCounts)
    metric: str = ""
    direction: str = ""
    best: float | None = None
    steps_per_second: float | None = None
    checkpoint_bytes: int | None = None
    stall_seconds: float | None = None
    device_seconds: Mapping[str, float] = field(default_factory=dict)
    start: datetime | None = None
    last_progress: datetime | None = None
    end: datetime | None = None
