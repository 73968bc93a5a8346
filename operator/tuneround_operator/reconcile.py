"""Reconcile: the decision about one round, from what there is and nothing else.

Pure and level-triggered: the same observation gives the same decision, whatever happened before,
and whoever else decides.
"""

from collections.abc import Iterator

from tuneround_operator.actions import CreateWorkflow, PatchWorkflow
from tuneround_operator.creation import created
from tuneround_operator.ending import ending_of
from tuneround_operator.happenings import happenings
from tuneround_operator.lifetime import lifetime_of
from tuneround_operator.measures import facts_of
from tuneround_operator.observed import Observed
from tuneround_operator.reconciliation import Change, Reconciliation
from tuneround_operator.standing import standing_of
from tuneround_operator.status import RoundStatus, TrialCounts
from tuneround_operator.steering import steered
from tuneround_operator.view import View, view_of


def reconcile(observed: Observed) -> Reconciliation:
    """Return what is to be done about a round, and what is said of it."""
    view = view_of(observed)
    ending = ending_of(view)
    status = standing_of(view, ending)
    lifetime = lifetime_of(view, ending, status)
    return Reconciliation(
        actions=(*_begun(view), *_steered(view), *lifetime.actions),
        status=status,
        change=change_of(view.before, status),
        events=happenings(view, status.conditions),
        facts=facts_of(view, status),
        again_seconds=lifetime.again_seconds,
    )


def change_of(before: RoundStatus, after: RoundStatus) -> Change:
    """Return how a status differs from the one that stands."""
    if before == after:
        return Change.NONE
    return Change.PROGRESS if _news(before) == _news(after) else Change.NEWS


def _begun(view: View) -> Iterator[CreateWorkflow]:
    if view.creates is not None and view.acceptance.read is not None:
        yield CreateWorkflow(created(view.creates, view.acceptance.read, view.observed))


def _steered(view: View) -> Iterator[PatchWorkflow]:
    if view.round is not None and view.obstacle is None:
        yield from steered(view.round, view.legs, view.metadata.get("uid"))


def _news(status: RoundStatus) -> RoundStatus:
    """Return a status without what changes with every trial."""
    said = tuple(each.model_copy(update={"message": ""}) for each in status.conditions)
    blank = {"trials": TrialCounts(), "progress": "", "best": None, "conditions": said}
    return status.model_copy(update=blank)
