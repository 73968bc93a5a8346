"""Instability: the best trials lie right beside a region where training diverges.

Found by analysis/boundary.py, where crosses begin at an edge before the bound and the best trials
are piled up at it. The model may do still better beyond the edge, if it can be trained there; wider
bounds only add crosses. So the curves just beyond the best value x* are shown, and what the
playbook does about each kind of instability is said: warm-up when gradients are large early,
clipping when they are at some steps later, and where nothing tells, the loss and the gradient norm
of the first 500 steps or so at 2 x*.

Playbook: "Identifying bad search space boundaries" and "How can optimization failures be debugged
and mitigated?". It speaks of the learning rate; nothing is guessed from names here, so the text
says what holds if it is one.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from tuneround.analysis.divergence import loss_column
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.naming import definition_text, setting_text
from tuneround.analysis.piling import Piling
from tuneround.analysis.verdict import number
from tuneround.records.finding import Finding, Level

SECTION = "How can optimization failures be debugged and mitigated?"
BEYOND = 3
"""So many trials beyond the best are shown."""


def instability_finding(judged: JudgedRound, pile: Piling) -> Finding:
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
            "upper": pile.upper,
            "edge": edge,
            "beyond": int(beyond.sum()),
            "beyond_crosses": crosses,
            "best_value": best,
            "twice_best_value": 2 * best,
            "feasible": places.feasible,
            "best": pile.best,
            "outside": pile.outside,
            "expected": pile.expected,
            "correlation": pile.correlation,
            "piled_p": pile.piled_p,
            "trend_p": pile.trend_p,
        },
    )


def unstable_curves(judged: JudgedRound, piles: Sequence[Piling]) -> pl.DataFrame:
    """Return the loss over the steps of the best trial of each pile, and of those just beyond."""
    objective = judged.spec.objective
    column = loss_column(judged.tables, objective)
    frames = []
    for number_, pile in enumerate(piles):
        nearness = pile.places.nearness(pile.upper)
        nearer = np.flatnonzero(nearness > nearness[0])
        ranks = [0, *nearer[np.argsort(nearness[nearer], kind="stable")][:BEYOND].tolist()]
        for rank in ranks:
            trial = int(pile.places.trials[rank])
            curve = judged.tables.evaluations.filter(trial=trial).drop_nulls(column)
            frames.append(
                curve.select(
                    pile=pl.lit(number_),
                    setting=pl.lit(pile.places.label),
                    hyperparameter=pl.lit(pile.places.axis.definition.name),
                    trial="trial",
                    value=pl.lit(float(pile.places.values[rank])),
                    is_best=pl.lit(rank == 0),
                    is_cross=pl.lit(rank >= pile.places.feasible),
                    measure=pl.lit(column),
                    step="step",
                    loss=pl.col(column).cast(pl.Float64),
                )
            )
    return pl.concat(frames)
