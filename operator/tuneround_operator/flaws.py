"""Flaws: what needs a person though the round goes on, or has an answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from tuneround_operator.live import Live
from tuneround_operator.said import Said, no, yes
from tuneround_operator.status import TrialCounts

LEAST_DONE = 8
"""Trials from which on a share of them says something."""


@dataclass(frozen=True)
class Flaw:
    """One reason of the condition Degraded."""

    reason: str
    message: str


def degraded(flaws: Sequence[Flaw]) -> Said:
    """Return the condition of these flaws, worst first."""
    if not flaws:
        return no("AsExpected", "No trial and no Workflow needs a person.")
    return yes(flaws[0].reason, "\n".join(flaw.message for flaw in flaws))


def flaws_of_running(live: Live) -> list[Flaw]:
    """Return what needs a person while a Workflow is at work."""
    burning = [_burning(live)] if live.retried > live.begun else []
    return [*burning, *_flaws_of_fates(live.trials)]


def flaws_of_ended(counts: TrialCounts, missing: int, resume: int) -> list[Flaw]:
    """Return what needs a person when no Workflow is at work.

    Args:
        counts: of the result.
        missing: trials without an outcome that nobody meant to leave out.
        resume: what `spec.resume` is to be raised to.

    """
    lost = [_missing(counts, missing, resume)] if missing else []
    return [*lost, *_flaws_of_fates(counts)]


def _flaws_of_fates(counts: TrialCounts) -> list[Flaw]:
    finished = counts.completed + counts.infeasible + counts.failed
    flaws = []
    if counts.failed:
        flaws.append(_failed(counts))
    if finished >= LEAST_DONE and 2 * counts.infeasible > finished:
        flaws.append(_infeasible(counts, finished))
    return flaws


def _burning(live: Live) -> Flaw:
    return Flaw(
        "RetriesBurning",
        f"Pods of trials seldom have to be started again. Got {live.retried} further starts of "
        f"{live.begun} pods. Look at why they are lost: kubectl get events, and the termination "
        "messages of the pods.",
    )


def _missing(counts: TrialCounts, missing: int, resume: int) -> Flaw:
    return Flaw(
        "TrialsMissing",
        f"Every planned trial has an outcome. Got none of {missing} of {counts.planned}: "
        f"{counts.interrupted} were interrupted more often than `budget.retries` allows, the "
        f"others never began. Look at the report and at their pods, then raise spec.resume to "
        f"{resume}.",
    )


def _failed(counts: TrialCounts) -> Flaw:
    return Flaw(
        "TrialsFailed",
        f"The training program takes every trial. Got {counts.failed} of {counts.planned} that "
        "failed, and would again. Look at their tracebacks in the report; a corrected program has "
        "another image or command, and so belongs to a new round.",
    )


def _infeasible(counts: TrialCounts, finished: int) -> Flaw:
    return Flaw(
        "ManyInfeasible",
        f"Most trials can be trained. Got {counts.infeasible} of {finished} that were infeasible. "
        "Narrow the search space where they lie; `tuneround next` proposes how.",
    )
