"""Boundary: whether the best trials are piled up near a bound of the search space.

For each scientific setting and each axis (a searched range or an ordered list of numbers, one
definition under its `when`), both ends are looked at by the two signs of piling.py. With L
ends looked at in the round, a sign counts below p = LEVEL / (2 L): over all of them together at
most one round in a hundred without any pile is said to have one (Bonferroni).

Where crosses (infeasible or diverged trials) begin at an edge before the bound, and the best trials
lie at that edge, wider bounds would not help: instability.py says what would.

A pile in a setting that is not the best is a problem: with wider bounds it might have been. In the
best setting, or in a round that compares none, the answer stands and the value may improve. Where
the lower bound is one that cannot be lowered (0), nothing is wrong; an upper bound of 1 may be one.

Playbook: "Identifying bad search space boundaries". It looks at the best point and at plots; here
a pile is several of the best trials, more than chance would put there, so that one lucky trial near
a bound moves nothing. What the next bound is stands in widening.py.
"""

from collections.abc import Sequence

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.settings import setting_label
from tuneround.analysis.space.instability import instability_finding
from tuneround.analysis.space.naming import scalar_text, setting_text, zone_text
from tuneround.analysis.space.pile_tables import piles_table, unstable_curves
from tuneround.analysis.space.piling import FEWEST, Piling, piling
from tuneround.analysis.space.places import places_of
from tuneround.analysis.space.widening import next_bound
from tuneround.analysis.verdict import number
from tuneround.records.change import MoveBounds
from tuneround.records.finding import Finding, Level

LEVEL = 0.01
SECTION = "Identifying bad search space boundaries"


def boundary(judged: JudgedRound) -> Answer:
    """Return which ends of which hyperparameters the best trials are piled up at."""
    found = [places for places in places_of(judged) if places.feasible >= FEWEST]
    looks = [piling(places, upper) for places in found for upper in (False, True)]
    piles = sorted(
        (look for look in looks if look.holds(LEVEL / len(looks))),
        key=lambda look: min(look.piled_p, look.trend_p),
    )
    findings = [
        _finding(judged, pile) if pile.edge is None else instability_finding(pile) for pile in piles
    ]
    data = {"boundary": piles_table(judged, piles)}
    unstable = [pile for pile in piles if pile.edge is not None]
    if unstable:
        data["instability"] = unstable_curves(judged, unstable)
    return Answer(tuple(findings) or (_nothing(judged, looks),), data)


def _finding(judged: JudgedRound, pile: Piling) -> Finding:
    axis = pile.places.axis
    definition = axis.definition
    bound = next_bound(axis, pile.upper)
    change = MoveBounds(
        name=definition.name,
        when=definition.when,
        min=None if pile.upper else bound,
        max=bound if pile.upper else None,
    )
    return Finding(
        question="boundary",
        level=_level(judged, pile, bound),
        setting=pile.places.label,
        hyperparameter=definition.name,
        when=definition.when,
        sentence=_sentence(pile),
        remedy=_remedy(pile, bound),
        section=SECTION,
        numbers={**pile.numbers, "next_bound": bound},
        changes=() if bound is None else (change,),
    )


def _level(judged: JudgedRound, pile: Piling, bound: float | None) -> Level:
    at_least = not pile.upper and pile.places.axis.definition.is_range
    if bound is None and at_least:
        return Level.NOTE
    label = pile.places.label
    bests = judged.selection.settings
    wins = bests and setting_label(bests[0].hyperparameters, judged.compared) == label
    return Level.CAUTION if wins or not label else Level.PROBLEM


def _sentence(pile: Piling) -> str:
    counted = (
        f"{pile.outside} of the {pile.best} best trials{setting_text(pile.places.label)} lie "
        f"{zone_text(pile.places.axis, pile.upper)}; chance would put {number(pile.expected)} there"
    )
    if pile.correlation >= 0:
        return f"{counted}."
    return (
        f"{counted}. Trials are better towards it (rank correlation {number(-pile.correlation)}): "
        "the optimum looks to be at the bound or beyond."
    )


def _remedy(pile: Piling, bound: float | None) -> str:
    definition = pile.places.axis.definition
    if not definition.is_range:
        side = "larger" if pile.upper else "smaller"
        return f"Add {side} values to the list of {definition.name}."
    if bound is None:
        limit = scalar_text(pile.places.axis.bound(pile.upper))
        return (
            f"{limit} may be as far as {definition.name} can go. If it is not, move the bound by "
            "hand; if it is, consider fixing it there."
        )
    side = "up to" if pile.upper else "down to"
    return f"Search {definition.name} {side} {number(bound)}."


def _nothing(judged: JudgedRound, looks: Sequence[Piling]) -> Finding:
    if looks:
        count = len(looks)
        return Finding(
            question="boundary",
            level=Level.FINE,
            sentence=f"The best trials are piled up at none of the {count} bounds looked at, "
            "counting each setting's own.",
            section=SECTION,
            numbers={"looks": count},
        )
    return Finding(
        question="boundary",
        level=Level.UNKNOWN,
        sentence="No bound could be judged: that takes a range or an ordered list of numbers, and "
        f"{FEWEST} feasible trials of one setting.",
        section=SECTION,
        numbers={"fewest": FEWEST},
    )
