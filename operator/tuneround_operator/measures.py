"""Measures: the facts of a round for metrics."""

from collections.abc import Iterable
from datetime import datetime

from tuneround_operator.facts import RoundFacts
from tuneround_operator.legs import carried_round
from tuneround_operator.moments import read_moment
from tuneround_operator.status import RoundStatus
from tuneround_operator.tally import tally_of
from tuneround_operator.view import View


def facts_of(view: View, status: RoundStatus) -> RoundFacts:
    """Return the facts of a round, as its status and its Workflows tell them."""
    legs, leg = view.legs, view.legs.current
    summary = view.answer.summary if view.answer else None
    round_ = view.round or (carried_round(leg) if leg else None)
    objective = round_.spec.objective if round_ else None
    tally = tally_of((*legs.leading, *legs.shards))
    changes = (record.changed for record in view.observed.pods.values())
    return RoundFacts(
        namespace=view.metadata["namespace"],
        study=round_.spec.study if round_ else "",
        round=view.metadata["name"],
        state=status.state,
        trials=status.trials,
        metric=objective.metric if objective else "",
        direction=objective.direction if objective else "",
        best=status.best.value if status.best else None,
        steps_per_second=summary.steps_per_second if summary else None,
        checkpoint_bytes=summary.checkpoint_bytes if summary else None,
        stall_seconds=summary.stall_seconds if summary else None,
        device_seconds=tally.device_seconds,
        start=read_moment(status.start_time),
        last_progress=_latest((*changes, tally.last_progress)),
        end=read_moment(status.completion_time),
    )


def _latest(moments: Iterable[datetime | None]) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)
