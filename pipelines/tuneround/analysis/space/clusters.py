"""Clusters: what is said of crosses that lie together, and which end of a range to leave out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.space.axes import Axis
from tuneround.analysis.space.concentration import LEVEL, Concentration, Part
from tuneround.analysis.space.cutting import cut_bound
from tuneround.analysis.space.naming import definition_text
from tuneround.records.change import MoveBounds
from tuneround.records.finding import Finding, Level

SECTION = "Identifying bad search space boundaries"
MOST = 3
"""So many places are named."""


def cluster_finding(
    judged: JudgedRound, found: Concentration, is_cross: Mapping[int, bool]
) -> Finding:
    """Return where the crosses of one definition lie, and what to leave out of its range.

    Args:
        judged: the round.
        found: the concentration.
        is_cross: trial -> whether it is a cross; of all trials that count.

    """
    definition = found.definition
    inside = sum(part.crosses for part in found.parts)
    trials = sum(part.trials for part in found.parts)
    place = _place_text(found.parts)
    change = _cut(judged, found, is_cross)
    remedy = "Look at the axis plot: a cluster of crosses is a region, not chance."
    if change is not None:
        bounds = [f"{bound:.4g}" for bound in (change.min, change.max) if bound is not None]
        end = "begin" if change.min is not None else "end"
        remedy = f"Let the range of {definition.name} {end} at {' and '.join(bounds)}."
    return Finding(
        question="infeasible",
        level=Level.NOTE,
        section=SECTION,
        sentence=f"Crosses cluster where {definition_text(definition)} is {place}: {inside} of "
        f"{trials} trials there, {found.crosses - inside} of {found.trials - trials} elsewhere.",
        remedy=remedy,
        hyperparameter=definition.name,
        when=definition.when,
        numbers={
            "inside_crosses": inside,
            "inside_trials": trials,
            "crosses": found.crosses,
            "trials": found.trials,
            "chance": min(part.chance for part in found.parts),
        },
        changes=() if change is None else (change,),
    )


def _cut(
    judged: JudgedRound, found: Concentration, is_cross: Mapping[int, bool]
) -> MoveBounds | None:
    """Return a range without the end that is nothing but crosses, if there is one."""
    definition = found.definition
    if not definition.is_range:
        return None
    axis = Axis(definition)
    held = {
        trial.index: axis.place(trial.hyperparameters[definition.name])
        for trial in judged.plan
        if trial.index in is_cross
        and definition.is_active(trial.hyperparameters)
        and definition.admits(trial.hyperparameters.get(definition.name))
    }
    feasible = np.array([place for index, place in held.items() if not is_cross[index]])
    crosses = np.array([place for index, place in held.items() if is_cross[index]])
    low = cut_bound(axis, feasible, crosses, upper=False)
    high = cut_bound(axis, feasible, crosses, upper=True)
    if low is None and high is None:
        return None
    return MoveBounds(name=definition.name, when=definition.when, min=low, max=high)


def _place_text(parts: Sequence[Part]) -> str:
    """Return where the parts lie; neighbouring parts of a range are one."""
    merged: list[Part] = []
    for part in parts:
        last = merged[-1] if merged else None
        if last is not None and last.ends and part.ends and last.ends[1] == part.ends[0]:
            merged[-1] = replace(part, ends=(last.ends[0], part.ends[1]))
        else:
            merged.append(part)
    more = [f"in {len(merged) - MOST} more parts"] if len(merged) > MOST else []
    return " or ".join([*(part.text for part in merged[:MOST]), *more])


def parts_table(parts: Sequence[Sequence[Part]]) -> pl.DataFrame:
    """Return every part of every definition, as the figure shows them."""
    looks = sum(len(own) for own in parts)
    rows = [
        (
            definition_text(part.definition),
            part.bin,
            part.text,
            None if part.ends is None else part.ends[0],
            part.trials,
            part.crosses,
            part.chance,
            part.chance < LEVEL / looks,
        )
        for own in parts
        for part in own
    ]
    schema = {
        "hyperparameter": pl.String,
        "bin": pl.Int64,
        "values": pl.String,
        "begins": pl.Float64,
        "trials": pl.Int64,
        "crosses": pl.Int64,
        "chance": pl.Float64,
        "is_cluster": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")
