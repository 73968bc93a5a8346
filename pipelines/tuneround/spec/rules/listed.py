"""Listed: rules of the points that the user wrote."""

from collections.abc import Iterator, Mapping

from tuneround.spec.budget import Budget
from tuneround.spec.hyperparameters import Hyperparameters
from tuneround.spec.model import Scalar
from tuneround.spec.problems import Problem, YamlPath
from tuneround.spec.search import Algorithm, Search
from tuneround.spec.showing import shown
from tuneround.spec.suggestion import closest


def listed_problems(space: Hyperparameters, search: Search, budget: Budget) -> Iterator[Problem]:
    """Yield what keeps listed points from being the trials of a round."""
    if search.algorithm is not Algorithm.LISTED:
        return
    trials = len(search.points) * budget.repeats
    if budget.trials > trials:
        yield Problem(
            ("search", "points"),
            "`algorithm: listed` has a point for every trial",
            f"{budget.trials} trials for a list of {len(search.points)} points "
            f"and `repeats: {budget.repeats}`",
            f"Add points, or write `trials: {trials}`" if trials else "Add points",
        )
    fixed = {h.name: h.value for h in space.fixed if h.value is not None}
    for index, point in enumerate(search.points):
        yield from _point_problems(space, ("search", "points", index), point, {**fixed, **point})


def _point_problems(
    space: Hyperparameters,
    path: YamlPath,
    point: Mapping[str, Scalar],
    values: Mapping[str, Scalar],
) -> Iterator[Problem]:
    active = {h.name: h for h in space.searched if h.is_active(values)}
    known = {h.name for h in space.searched}
    for name in (n for n in active if n not in point):
        yield Problem(
            path, "A point has a value for every active hyperparameter", f"no `{name}`", "Add it"
        )
    for name, value in point.items():
        if name not in known:
            near = closest(name, known)
            yield Problem(
                (*path, name),
                "A point gives values to scientific and nuisance hyperparameters",
                shown(name),
                f"Write `{near}`" if near else "Declare it under `hyperparameters`, or remove it",
            )
        elif name not in active:
            yield Problem(
                (*path, name),
                "A point has no value for a hyperparameter whose `when` does not hold",
                shown(value),
                "Remove it",
            )
        elif not active[name].admits(value):
            yield Problem(
                (*path, name),
                "A listed value lies in its hyperparameter's space, with the same type",
                shown(value),
                "Correct the value, or widen the space",
            )
