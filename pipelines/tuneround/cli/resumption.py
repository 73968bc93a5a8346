"""Resumption: a Workflow of the trials that have no outcome."""

from tuneround.cli.cluster import FoundRound
from tuneround.cli.standing import standings
from tuneround.cli.submission import FILE, Submitted, created, others, refuse
from tuneround.cluster.decision import Action
from tuneround.cluster.failures import ClusterError
from tuneround.records.attempt import FINISHED
from tuneround.store.results import standing_result


def resume_round(found: FoundRound, text: str, control_image: str | None) -> Submitted:
    """Create a Workflow of the trials without an outcome; where none lacks one, judge the round.

    Raises:
        IdentityError: another round has the name.
        ClusterError: the round runs, or was never submitted.
        StoreError: the bucket cannot be read from here.

    """
    workflows = found.workflows.leading()
    refuse(found, others(found, workflows))
    for workflow in workflows:
        if not workflow.ended:
            raise ClusterError(
                f"A round is resumed when it has stopped. Got the Workflow `{workflow.name}`, "
                f"{workflow.phase}. Follow it: {found.command('submit', FILE, '--wait')}; or stop "
                f"it: {found.command('stop', FILE, '--wait')}"
            )
    missing = _missing(found, has_workflows=bool(workflows))
    if not missing:
        _judge(found)
        return Submitted(Action.KEEP, workflows[-1].name if workflows else None, 0)
    name = created(found, text, control_image, found.workflows.next_resume(), missing)
    return Submitted(Action.CREATE, name, len(missing))


def _missing(found: FoundRound, *, has_workflows: bool) -> list[int]:
    with found.opened() as (store, place, _):
        if not store.check_spec(found.round) and not has_workflows:
            raise ClusterError(
                f"A round is resumed after it was started. Got neither a Workflow nor anything "
                f"under {place}. Start it: {found.command('submit', FILE)}"
            )
        there = standings(store.bucket, store.keys)
    finished = {index for index, standing in there.items() if standing.state in FINISHED}
    return [index for index in range(found.round.spec.budget.trials) if index not in finished]


def _judge(found: FoundRound) -> None:
    """Aggregate, unless a result stands that accounts for every trial."""
    with found.opened() as (store, place, _):
        if standing_result(store, found.round.spec.budget.trials) is None:
            from tuneround.aggregation import aggregate
            from tuneround.cli.progress import working

            with working(f"Reading every trial under {place}, to write a result there."):
                aggregate(store)
