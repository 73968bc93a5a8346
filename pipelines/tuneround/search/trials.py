"""Trials: the plan, a function of the search content and the index of a trial."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from tuneround.records.plan import PlannedTrial, Seeds
from tuneround.search.dimensions import shared_dimensions
from tuneround.search.errors import PlanError
from tuneround.search.grid import grid_points
from tuneround.search.layout import Layout
from tuneround.search.listed import listed_points
from tuneround.search.quasirandom import Sample, sample
from tuneround.search.sequences import draw, seed_pair
from tuneround.spec.round import RoundSpec
from tuneround.spec.search import Algorithm, Design
from tuneround.spec.settings import Setting

SEQUENCES = (Algorithm.HALTON, Algorithm.SOBOL)
FIELDS = set(PlannedTrial.model_fields)


def plan(spec: RoundSpec, first: int = 0, count: int | None = None) -> list[PlannedTrial]:
    """Return trials `first` to `first + count - 1` of the round.

    Trial i depends on the search content (`tuneround.spec.identity.search_content`) and on i
    only: not on `first`, `count`, parallelism or `budget.trials`. So a round is extended without
    moving a trial. Crossed: setting i mod S, repeat (i div S) mod R, point i div (S R); sampled
    and listed: S = 1.

    Arguments:
        spec: a valid round.
        first: index of the first trial, 0 or more.
        count: how many; left out, up to `budget.trials`. It may exceed `budget.trials`.

    Raises:
        PlanError: the search has no such trials, or `first` or `count` is negative.

    """
    count = max(spec.budget.trials - first, 0) if count is None else count
    if first < 0 or count < 0:
        raise PlanError(
            "A plan begins at trial 0 or later and has 0 trials or more; "
            f"got first {first}, count {count}. Ask for trials that can exist."
        )
    indices = range(first, first + count)
    settings = spec.settings
    layout = Layout(len(settings), spec.budget.repeats)
    return _records(spec, layout, indices, settings) if indices else []


def _records(
    spec: RoundSpec, layout: Layout, indices: range, settings: list[Setting]
) -> list[PlannedTrial]:
    # A sequence can be entered anywhere; a grid and a list are counted from their beginning.
    start = layout.place(indices[0])[1] if spec.search.algorithm in SEQUENCES else 0
    wanted = range(start, layout.place(indices[-1])[1] + 1)
    chosen = {index % layout.settings for index in indices[: layout.settings]}
    points = _points(spec, wanted, {number: settings[number] for number in sorted(chosen)})
    totals = {number: wanted.start + len(found) for number, found in points.items()}
    _check_enough(spec.search.algorithm, layout, indices[-1], totals)
    seeds = [_seeds(spec.search.seed, repeat) for repeat in range(layout.repeats)]
    trials = []
    for index in indices:
        setting, point, repeat = layout.place(index)
        values = points[setting][point - wanted.start]
        fields = {
            "index": index,
            "setting": setting,
            "point": point,
            "repeat": repeat,
            "hyperparameters": dict(values) if repeat else values,
            "seeds": seeds[repeat],
        }
        trials.append(_record(fields))
    return trials


def _record(fields: dict[str, Any]) -> PlannedTrial:
    """Return a record of values that the spec has already validated, the way unpickling does.

    Validating them again would take longer than the rest of the plan, and `model_construct`
    twice as long as this: tests/bench/bench_plan.py. A test validates records of any plan.
    """
    record = PlannedTrial.__new__(PlannedTrial)
    record.__setstate__(
        {
            "__dict__": fields,
            "__pydantic_fields_set__": FIELDS,
            "__pydantic_extra__": None,
            "__pydantic_private__": None,
        }
    )
    return record


def _seeds(seed: int, repeat: int) -> Seeds:
    initialization, data_order = seed_pair(seed, repeat)
    return Seeds(initialization=initialization, data_order=data_order)


def _points(
    spec: RoundSpec, wanted: range, settings: Mapping[int, Setting]
) -> dict[int, list[Setting]]:
    """Return the wanted points of each setting, as many as there are, keyed by its number."""
    space = spec.hyperparameters
    if spec.search.algorithm in SEQUENCES:
        drawn = _sample(spec, wanted)
        return {n: drawn.points(setting) for n, setting in settings.items()}
    if spec.search.algorithm is Algorithm.LISTED:
        return {n: _take(spec, wanted, listed_points(spec)) for n in settings}
    return {n: _take(spec, wanted, grid_points(space, s)) for n, s in settings.items()}


def _sample(spec: RoundSpec, wanted: range) -> Sample:
    space = spec.hyperparameters
    searched = space.nuisance if spec.design is Design.CROSSED else space.searched
    dimensions = shared_dimensions(space, searched)
    width = max(dimensions.values(), default=-1) + 1
    u = draw(spec.search.algorithm, width, spec.search.seed, wanted.start, len(wanted))
    return sample(space, searched, dimensions, u)


def _take(spec: RoundSpec, wanted: range, points: Iterator[Setting]) -> list[Setting]:
    names = spec.hyperparameters.names
    return [
        {name: point[name] for name in names if name in point}
        for point in islice(points, wanted.start, wanted.stop)
    ]


def _check_enough(
    algorithm: Algorithm, layout: Layout, last: int, totals: Mapping[int, int]
) -> None:
    missing, setting = min((layout.index(n, total, 0), n) for n, total in totals.items())
    if missing <= last:
        raise PlanError(
            f"`algorithm: {algorithm}` needs a point for every trial; got {totals[setting]} points "
            f"in setting {setting}, so that trial {missing} has none. Lower `budget.trials` to "
            f"{missing}, or use `algorithm: halton`, which never runs out of points."
        )
