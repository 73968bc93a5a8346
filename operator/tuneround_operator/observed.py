"""Observed: everything that a decision about one round is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tuneround.cluster.workflow import RoundWorkflow

from tuneround_operator.pod_record import PodRecord


@dataclass(frozen=True)
class Rules:
    """What the platform team decides for every round.

    Attributes:
        control_image: of the pods that plan and aggregate, unless the round names one.
        images: prefixes of the images that are allowed; empty: all.
        buckets: names of the buckets that are allowed; empty: all.
        endpoints: URLs that are allowed, `aws` for a bucket without one; empty: all.
        notifies: whether somebody is told of the end of rounds.

    """

    control_image: str
    images: tuple[str, ...] = ()
    buckets: tuple[str, ...] = ()
    endpoints: tuple[str, ...] = ()
    notifies: bool = False


@dataclass(frozen=True)
class Observed:
    """One round as the API server has it.

    Attributes:
        resource: the TuningRound, its status included.
        workflows: those of its namespace with the round's label (tuneround.dev/round, whatever
            their study), shards too; and besides, whatever Workflow has a name that the round
            needs: the one called like the round, and one that a creation found in its place (409).
        pods: records of the round's training pods, by the pod's name.
        now: UTC.
        rules: of the platform team.

    """

    resource: dict[str, Any]
    workflows: Sequence[RoundWorkflow]
    pods: Mapping[str, PodRecord]
    now: datetime
    rules: Rules
