"""Trials: the plan, a function of the search content and the index of a trial."""

from collections.abc import Iterable, Mapping
from itertools import islice

from tuneround.records.plan import PlannedTrial, Seeds
from tuneround.search.dimensions import shared_dimensions
from tuneround.search.errors import PlanError
from tuneround.search.grid import grid_points
from tuneround.search.layout import Layout, is_crossed
from tuneround.search.listed import listed_points
from tuneround.search.quasirandom import Sample
from tuneround.search.sequences import draw, seed_pair
from tuneround.spec.round import RoundSpec
from tuneround.spec.search import Algorithm
from tuneround.spec.settings import Setting

FIELDS = set(PlannedTrial.model_fields)
"""One set for all records. Neither validating again what the spec's own values and ranges gave
nor a set of its own for each record fits into the time of a plan: tests/bench/bench_plan.py."""


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
    settings = spec.settings if is_crossed(spec) else [{}]
    layout = Layout(len(settings), spec.budget.repeats)
    return _records(spec, layout, indices, settings) if indices else []


def _records(
    spec: RoundSpec, layout: Layout, indices: range, settings: list[Setting]
) -> list[PlannedTrial]:
    wanted = range(layout.place(indices[0])[1], layout.place(indices[-1])[1] + 1)
    chosen = {index % layout.settings for index in indices[: layout.settings]}
    points = _points(spec, layout, wanted, {number: settings[number] for number in sorted(chosen)})
    seeds = [_seeds(spec.search.seed, repeat) for repeat in range(layout.repeats)]
    trials = []
    for index in indices:
        setting, point, repeat = layout.place(index)
        values = points[setting][point - wanted.start]
        trials.append(
            PlannedTrial.model_construct(
                FIELDS,
                index=index,
                setting=setting,
                point=point,
                repeat=repeat,
                hyperparameters=dict(values) if repeat else values,
                seeds=seeds[repeat],
            )
        )
    return trials


def _seeds(seed: int, repeat: int) -> Seeds:
    initialization, data_order = seed_pair(seed, repeat)
    return Seeds(initialization=initialization, data_order=data_order)


def _points(
    spec: RoundSpec, layout: Layout, wanted: range, settings: Mapping[int, Setting]
) -> dict[int, list[Setting]]:
    """Return the wanted points of each setting in `settings`, keyed by the setting's number."""
    space = spec.hyperparameters
    match spec.search.algorithm:
        case Algorithm.GRID:
            found = {n: _take(wanted, grid_points(space, s)) for n, s in settings.items()}
        case Algorithm.LISTED:
            found = {n: _take(wanted, listed_points(spec)) for n in settings}
        case Algorithm.HALTON | Algorithm.SOBOL:
            sample = _sample(spec, wanted)
            return {n: sample.points(space, s) for n, s in settings.items()}
    _check_enough(spec, layout, wanted, {n: total for n, (total, _) in found.items()})
    names = space.names
    return {
        n: [{name: point[name] for name in names if name in point} for point in points]
        for n, (_, points) in found.items()
    }


def _sample(spec: RoundSpec, wanted: range) -> Sample:
    space = spec.hyperparameters
    dimensions = shared_dimensions(space, space.nuisance if is_crossed(spec) else space.searched)
    width = max(dimensions.values(), default=-1) + 1
    u = draw(spec.search.algorithm, width, spec.search.seed, wanted.start, len(wanted))
    return Sample(u, dimensions)


def _take(wanted: range, points: Iterable[Setting]) -> tuple[int, list[Setting]]:
    """Return how many of the points up to the last wanted one there are, and the wanted ones."""
    taken = list(islice(points, wanted.stop))
    return len(taken), taken[wanted.start :]


def _check_enough(
    spec: RoundSpec, layout: Layout, wanted: range, totals: Mapping[int, int]
) -> None:
    short = {setting: total for setting, total in totals.items() if total < wanted.stop}
    if not short:
        return
    most = min(layout.index(setting, total, 0) for setting, total in short.items())
    algorithm = spec.search.algorithm
    counts = ", ".join(f"{total} in setting {setting}" for setting, total in short.items())
    raise PlanError(
        f"`algorithm: {algorithm}` has a point for every trial, {wanted.stop} in each setting "
        f"here; got {counts}. Lower `budget.trials` to {most}, or use `algorithm: halton`, "
        "which has a point for every trial."
    )
