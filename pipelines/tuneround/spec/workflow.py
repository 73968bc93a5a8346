"""Workflow: how a round becomes Argo Workflows; a local run ignores it."""

from collections.abc import Mapping

from pydantic import Field, StrictStr

from tuneround.spec.model import SpecModel
from tuneround.spec.patterns import NOT_BLANK, SECRET
from tuneround.spec.quantity import Quantity

MOST_TRIALS = 1000
"""Of one Workflow. Argo names nodes by a 32-bit hash, and a Workflow is one object of the API."""


class Workflow(SpecModel):
    """How a round becomes Argo Workflows: the pods beside the training pods, and its shards."""

    control_image: str | None = Field(default=None, pattern=NOT_BLANK)
    """Image of the pods that plan and aggregate; default `tuneround/control` of this version."""
    shard_size: int = Field(default=MOST_TRIALS, ge=1, le=MOST_TRIALS, strict=True)
    """Most trials of one Workflow; a larger round becomes several, and one aggregation."""
    resources: Mapping[str, Quantity] = Field(
        default_factory=lambda: {"cpu": "250m", "memory": "512Mi"}
    )
    """What the pods that plan and aggregate need; left out, cpu 250m and memory 512Mi."""
    creator_service_account: str = Field(default="tuneround-creator", pattern=SECRET)
    """Service account of the pods that create shards and worker Jobs; the chart makes it."""
    labels: Mapping[str, StrictStr] = Field(default_factory=dict)
    """Further labels of the Workflow."""
    annotations: Mapping[str, StrictStr] = Field(default_factory=dict)
    """Further annotations of the Workflow."""
    deadline_seconds: int | None = Field(default=None, ge=1, strict=True)
    """How long the round may take, pods that wait for a node included; then it is stopped and what
    is there is judged. Left out: as long as it likes. Shards each have so long."""
    ttl_seconds: int | None = Field(default=None, ge=0, strict=True)
    """Seconds after its end until Kubernetes forgets the Workflow; left out, it stays. The
    results are in the bucket either way."""
