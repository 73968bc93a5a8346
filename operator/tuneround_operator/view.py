"""View: what an observation means, before anything is decided or said about it."""

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from tuneround.spec.round import TuningRound

from tuneround_operator.acceptance import Acceptance, accept
from tuneround_operator.answer import Answer, answer_of
from tuneround_operator.demand import Demand, demand_of, submitted_of
from tuneround_operator.legs import Legs, carried_round, differing, is_owned, legs_of
from tuneround_operator.live import Live, live_of
from tuneround_operator.observed import Observed
from tuneround_operator.obstacle import Obstacle, obstacle_of
from tuneround_operator.status import RoundStatus, Submitted


@dataclass(frozen=True)
class View:
    """One round.

    Attributes:
        observed: from what this was made.
        before: the status that stands.
        acceptance: what became of the spec.
        legs: the round's Workflows.
        answer: the newest result.
        submitted: what its Workflows were asked for so far.
        demand: the Workflow that it needs next, whether or not it may be created.
        obstacle: what is in the way.
        live: how far the Workflow is that it is at; None: there is none.

    """

    observed: Observed
    before: RoundStatus
    acceptance: Acceptance
    legs: Legs
    answer: Answer | None
    submitted: Submitted | None
    demand: Demand | None
    obstacle: Obstacle | None
    live: Live | None

    @property
    def round(self) -> TuningRound | None:
        """What is asked now; None: it cannot be read."""
        return self.acceptance.read.round if self.acceptance.read else None

    @property
    def is_live(self) -> bool:
        """Whether a Workflow of the round has not ended."""
        return bool(self.legs.live)

    @property
    def creates(self) -> Demand | None:
        """The Workflow that is created now."""
        may = self.acceptance.accepted and self.obstacle is None and not self.is_held_back
        return self.demand if may else None

    @property
    def is_held_back(self) -> bool:
        """Whether more is asked, and `spec.stop` forbids it."""
        return self.demand is not None and self.round is not None and self.round.spec.stop

    @property
    def metadata(self) -> dict[str, Any]:
        """The TuningRound's."""
        metadata: dict[str, Any] = self.observed.resource["metadata"]
        return metadata


def view_of(observed: Observed) -> View:
    """Return what an observation means."""
    acceptance = accept(observed.resource, observed.rules)
    round_ = acceptance.read.round if acceptance.read else None
    uid, before = observed.resource["metadata"].get("uid"), status_in(observed.resource)
    found = legs_of(observed)
    others = [] if round_ is None else differing(found.leading, round_)
    legs = found.without([leg.name for leg in others if not is_owned(leg, uid)])
    answer = answer_of(legs, before)
    demand = None
    if round_ is not None and not legs.live:
        demand = demand_of(round_, legs, before, answer)
    return View(
        observed=observed,
        before=before,
        acceptance=acceptance,
        legs=legs,
        answer=answer,
        submitted=submitted_of(legs, before, round_),
        demand=demand,
        obstacle=None if round_ is None else obstacle_of(legs, others, round_, demand),
        live=_live(observed, legs, round_, answer, before),
    )


def status_in(resource: dict[str, Any]) -> RoundStatus:
    """Return the status that stands; an empty one where there is none that can be read."""
    try:
        return RoundStatus.model_validate(resource.get("status") or {})
    except ValidationError:
        return RoundStatus()


def _live(
    observed: Observed,
    legs: Legs,
    round_: TuningRound | None,
    answer: Answer | None,
    before: RoundStatus,
) -> Live | None:
    leg = legs.current
    carried = None if leg is None else carried_round(leg) or round_
    if leg is None or carried is None:
        return None
    return live_of(leg, carried, legs, observed.pods, answer, before)
