"""Isolation sentence: how a cut's leader compares, in words."""

from math import isinf

from tuneround.analysis.comparing.cells import Cell, Cut
from tuneround.analysis.comparing.contest import Contest
from tuneround.analysis.comparing.draws import seeds_text
from tuneround.analysis.comparing.equal_budget import budget_of, summaries
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.verdict import number


def values_text(judged: JudgedRound, cut: Cut, leader: Cell, closest: Contest) -> str:
    """Return the best values of the leader and of its closest rival, and which leads when equal."""
    metric, rival = judged.spec.objective.metric, closest.rival
    own = f"{metric} {number(judged.value(leader.best))}"
    other = "infeasible trials only" if isinf(rival.best) else number(judged.value(rival.best))
    others = len(cut.cells) - 1
    of_others = f", the closest of {others}" if others > 1 else ""
    seeds = seeds_text(leader.points)
    return f"{leader.label} reached {own}, against {other} for {rival.label}{of_others}{seeds}" + (
        _at_equal_budget(judged, cut, leader)
    )


def _at_equal_budget(judged: JudgedRound, cut: Cut, leader: Cell) -> str:
    """Return that another cell leads where each had as many points as the smallest, if so."""
    own, *others = sorted(
        ((s.expected, s.cell) for s in summaries(judged, cut) if s.expected is not None),
        key=lambda pair: pair[1] is not leader,
    )
    better = judged.spec.objective.direction.better
    # Seen to differ, that is: averages of equal values differ by rounding.
    ahead = [p for p in others if better(p[0], own[0]) and number(p[0]) != number(own[0])]
    if not ahead:
        return ""
    expected, cell = min(ahead, key=lambda pair: judged.value(pair[0]))
    return (
        f" (with {budget_of(cut)} points each, {cell.label} would lead on average, "
        f"{number(expected)} against {number(own[0])})"
    )


def evidence_text(closest: Contest) -> str:
    """Return by how many points the leader leads."""
    own = "point of the two is" if closest.lead == 1 else f"{closest.lead} points of the two are"
    lead = f"the best {own} its own"
    pairs = f"of the {closest.pairs} best points that both tried it is better at {closest.wins}"
    parts = [lead] * (closest.lead > 0) + [pairs] * (closest.pairs > 0)
    return ", and ".join(parts) or "neither has a better point"
