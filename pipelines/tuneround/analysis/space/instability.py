"""Instability: the best trials lie right beside a region where training diverges.

Found by boundary.py, where crosses begin at an edge before the bound and the best trials
are piled up at it. The model may do still better beyond the edge, if it can be trained there; wider
bounds only add crosses. So the curves just beyond the best value x* are shown, and what the
playbook does about each kind of instability is said: warm-up when gradients are large early,
clipping when they are at some steps later, and where nothing tells, the loss and the gradient norm
of the first 500 steps or so at 2 x*.

Playbook: "Identifying bad search space boundaries" and "How can optimization failures be debugged
and mitigated?". It speaks of the learning rate; nothing is guessed from names here, so the text
says what holds if it is one.
"""

from tuneround.analysis.space.naming import definition_text, setting_text
from tuneround.analysis.space.piling import Piling
from tuneround.analysis.verdict import number
from tuneround.records.finding import Finding, Level

SECTION = "How can optimization failures be debugged and mitigated?"


def instability_finding(pile: Piling) -> Finding:
    """Return what is said of a pile at an edge of crosses."""
    if pile.edge is None:
        raise ValueError("The pile lies at no edge")
    places, definition = pile.places, pile.places.axis.definition
    edge = places.axis.value(pile.edge if pile.upper else 1 - pile.edge)
    nearness = places.nearness(pile.upper)
    beyond = nearness > pile.edge
    crosses = int(beyond[places.feasible :].sum())
    best = float(places.values[0])
    side = "above" if pile.upper else "below"
    name = definition_text(definition)
    return Finding(
        question="boundary",
        level=Level.CAUTION,
        setting=places.label,
        hyperparameter=definition.name,
        when=definition.when,
        sentence=(
            f"The best trials{setting_text(places.label)} lie right beside a region of {name} "
            f"where training diverges: {side} {number(edge)}, {crosses} of {int(beyond.sum())} "
            f"are infeasible or diverged, and the best trial has {number(best)}."
        ),
        remedy=(
            f"Do not widen the range of {definition.name}: make training stable first. If it is a "
            "learning rate, add warm-up when gradient norms are large early, clip gradients when "
            "they spike later, and if neither shows, log loss and gradient norm at every step of "
            f"500 steps at {number(2 * best)}, twice the best."
        ),
        section=SECTION,
        numbers={
            **pile.numbers,
            "edge": edge,
            "beyond": int(beyond.sum()),
            "beyond_crosses": crosses,
            "best_value": best,
            "twice_best_value": 2 * best,
        },
    )
