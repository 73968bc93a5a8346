"""Pile tables: what the figures of a pile draw: its points, and the curves beyond its edge."""

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from tuneround.analysis.divergence import loss_column
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.space.piling import Piling

BEYOND = 3
"""So many trials beyond the best are shown."""


def piles_table(judged: JudgedRound, piles: Sequence[Piling]) -> pl.DataFrame:
    """Return the points of each pile: its number, the trial, its value, and what it is."""
    rows = [
        (
            number_,
            pile.places.label,
            pile.places.axis.definition.name,
            trial,
            value,
            judged.value(score) if rank < pile.places.feasible else None,
            rank < pile.best,
            rank >= pile.places.feasible,
        )
        for number_, pile in enumerate(piles)
        for rank, (trial, value, score) in enumerate(_rows(pile))
    ]
    schema = {
        "pile": pl.Int64,
        "setting": pl.String,
        "hyperparameter": pl.String,
        "trial": pl.Int64,
        "value": pl.Float64,
        "objective": pl.Float64,
        "is_best": pl.Boolean,
        "is_cross": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _rows(pile: Piling) -> Iterator[tuple[int, float, float]]:
    places = pile.places
    columns = (places.trials.tolist(), places.values.tolist(), places.scores.tolist())
    return zip(*columns, strict=True)


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
