"""What `tuneround submit` does, as a table."""

from itertools import product

import pytest
from made_cluster_rounds import made_round
from tuneround.cluster.decision import Action, Evidence, Standing, decide, standing_of
from tuneround.cluster.workflow import RoundWorkflow
from tuneround.workflow.compilation import compile_round

TABLE = {
    Standing.NONE: (Action.CREATE, Action.CREATE, Action.KEEP),
    Standing.RUNNING: (Action.FOLLOW, Action.FOLLOW, Action.FOLLOW),
    Standing.SUCCEEDED: (Action.KEEP, Action.RESUME, Action.KEEP),
    Standing.ENDED: (Action.RESUME, Action.RESUME, Action.KEEP),
}
"""By how the Workflows stand: where the bucket is unknown, says unfinished, says finished."""


def made_workflow(phase: str | None) -> RoundWorkflow:
    """Return the Workflow of a round in `phase`; None: no controller has seen it."""
    manifest = compile_round(*made_round())
    return RoundWorkflow({**manifest, "status": {"phase": phase}} if phase else manifest)


@pytest.mark.parametrize(
    ("standing", "evidence"),
    list(product(Standing, Evidence)),
    ids=lambda value: value.name.lower(),
)
def test_same_round_again(standing: Standing, evidence: Evidence) -> None:
    """The same round is created once, followed while it runs, and kept once it is finished."""
    expected = TABLE[standing][list(Evidence).index(evidence)]
    assert decide(standing, evidence, same_identity=True) is expected


@pytest.mark.parametrize(
    ("standing", "evidence"),
    [pair for pair in product(Standing, Evidence) if pair[0] is not Standing.NONE],
    ids=lambda value: value.name.lower(),
)
def test_another_round_of_that_name(standing: Standing, evidence: Evidence) -> None:
    """Whatever became of a Workflow, another round under its name is refused."""
    assert decide(standing, evidence, same_identity=False) is Action.REFUSE


@pytest.mark.parametrize(
    ("phases", "standing"),
    [
        ([], Standing.NONE),
        ([None], Standing.RUNNING),
        (["Failed", "Running"], Standing.RUNNING),
        (["Failed", "Succeeded"], Standing.SUCCEEDED),
        (["Succeeded", "Failed"], Standing.ENDED),
        (["Error"], Standing.ENDED),
    ],
    ids=lambda value: "-".join(map(str, value)) if isinstance(value, list) else value.name.lower(),
)
def test_newest_workflow_speaks_once_none_runs(
    phases: list[str | None], standing: Standing
) -> None:
    """A round runs while any of its Workflows does; then the newest says how it ended."""
    assert standing_of([made_workflow(phase) for phase in phases]) is standing
