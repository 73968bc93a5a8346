"""Lifetime: who is told of a round's end, when it is deleted, and when to look again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tuneround_operator.actions import DeleteRound, Notify
from tuneround_operator.ending import STOPPED, Ending
from tuneround_operator.moments import read_moment
from tuneround_operator.obstacle import NAME_TAKEN
from tuneround_operator.status import RoundStatus
from tuneround_operator.view import View

TOLD_WITHIN = timedelta(days=1)
"""An end that is older is no news; a receiver that was away for longer has missed it."""
REMIND_SECONDS = 60.0
"""How often to look where nothing tells of a change: a delivery, or a Workflow without labels."""


@dataclass(frozen=True)
class Lifetime:
    """What is to be done about a round that has ended.

    Attributes:
        actions: Notify or DeleteRound.
        again_seconds: when to look again; None: never.

    """

    actions: tuple[Notify | DeleteRound, ...] = ()
    again_seconds: float | None = None


def lifetime_of(view: View, ending: Ending | None, status: RoundStatus) -> Lifetime:
    """Return what the time since a round's end asks for.

    Args:
        view: the round.
        ending: how it ended; None: it has not.
        status: what is said of it now.

    """
    if view.obstacle is not None and view.obstacle.reason == NAME_TAKEN:
        return Lifetime(again_seconds=REMIND_SECONDS)
    if ending is None or view.creates is not None or status.state != ending.state:
        return Lifetime()
    mark = _mark(view, status)
    if mark is not None:
        summary = view.answer.summary if view.answer and "notified" in mark else None
        return Lifetime((Notify(summary, status, mark),), REMIND_SECONDS)
    left = _seconds_left(view, ending)
    if left is None:
        return Lifetime()
    return Lifetime((DeleteRound(),)) if left <= 0 else Lifetime(again_seconds=left)


def _mark(view: View, status: RoundStatus) -> Mapping[str, Any] | None:
    """Return what says that this end was told; None: it was, or nobody wants to know."""
    ended, before = read_moment(status.completion_time), view.before
    if not view.observed.rules.notifies or ended is None:
        return None
    if view.observed.now - ended > TOLD_WITHIN:
        return None
    leg, answer = view.legs.newest, view.answer
    if leg is None:
        return None  # it was there long enough to be told of
    if answer is not None and answer.workflow == leg.name:
        return {"notified": answer.number} if answer.number > before.notified else None
    is_told = before.notified_end == status.completion_time
    return None if is_told else {"notifiedEnd": status.completion_time}


def _seconds_left(view: View, ending: Ending) -> float | None:
    """Return how long a round is kept; a stopped one waits to be gone on with."""
    ttl = view.round.spec.ttl_seconds_after_finished if view.round else None
    ended = read_moment(ending.completion_time)
    if ttl is None or ended is None or ending.state == STOPPED:
        return None
    return (ended + timedelta(seconds=ttl) - view.observed.now).total_seconds()
