"""Following: a round's Workflow to its end, over the API server's absences."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from tuneround.cluster.failures import ClusterError, UnreachableError
from tuneround.cluster.progress import Progress, progress_of
from tuneround.cluster.workflow import RoundWorkflow
from tuneround.cluster.workflows import Workflows
from tuneround.store.patience import pauses

PATIENCE_SECONDS = 180.0
"""How long the API server may be away; a control plane takes a minute or two to be replaced."""


@dataclass(frozen=True)
class Away:
    """The API server cannot be reached at present.

    Attributes:
        reason: what happened.

    """

    reason: str


def follow(
    workflows: Workflows, name: str, *, patience_seconds: float = PATIENCE_SECONDS
) -> Iterator[Progress | Away]:
    """Yield how far Workflow `name` is, after every change, until it has ended.

    Args:
        workflows: those of the round.
        name: the one to follow; its shards are counted with it.
        patience_seconds: how long the API server may be away.

    Raises:
        ClusterError: the Workflow was deleted, or the server is away for longer.

    """
    lost: float | None = None
    waits = pauses()
    while True:
        try:
            for known in workflows.changes():
                lost, waits = None, pauses()
                yield progress_of(_there(known.get(name), workflows, name), known.values())
                if known[name].ended:
                    return
        except UnreachableError as error:
            now = time.monotonic()
            lost = now if lost is None else lost
            if now - lost > patience_seconds:
                raise
            yield Away(str(error))
            time.sleep(next(waits))


def _there(workflow: RoundWorkflow | None, workflows: Workflows, name: str) -> RoundWorkflow:
    if workflow is None:
        raise ClusterError(
            f"A round that is followed keeps its Workflow. Got none called `{name}` in namespace "
            f"`{workflows.namespace}` any more: somebody deleted it. What the bucket holds stays; "
            "go on with it: tuneround submit FILE."
        )
    return workflow
