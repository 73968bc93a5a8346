"""Search: rules between the search, its space and the budget."""

from collections.abc import Iterator

from tuneround.spec.budget import Budget
from tuneround.spec.hyperparameters import Hyperparameters
from tuneround.spec.problems import Problem
from tuneround.spec.search import Algorithm, Design, Search
from tuneround.spec.settings import MAX_SETTINGS, design_in_force, scientific_settings


def design_problems(space: Hyperparameters, search: Search) -> Iterator[Problem]:
    """Yield the scientific ranges of a crossed design."""
    if search.design is not Design.CROSSED:
        return
    for index, h in enumerate(space.scientific):
        if h.is_range:
            yield Problem(
                ("hyperparameters", "scientific", index),
                "A crossed design compares a list of scientific settings",
                f"the range `{h.name}`",
                "Write `values`, or `design: sampled`",
            )


def grid_problems(space: Hyperparameters, search: Search) -> Iterator[Problem]:
    """Yield the ranges of a grid."""
    if search.algorithm is not Algorithm.GRID:
        return
    for role in ("scientific", "nuisance"):
        for index, h in enumerate(getattr(space, role)):
            if h.is_range:
                yield Problem(
                    ("hyperparameters", role, index),
                    "A grid has `values` in every dimension",
                    f"the range `{h.name}`",
                    "List its values, or use `algorithm: halton`, which covers a range better",
                )


def share_problems(space: Hyperparameters, search: Search, budget: Budget) -> Iterator[Problem]:
    """Yield what keeps the settings of a crossed design from an equal share."""
    if any(h.is_range for h in space.scientific):
        return
    if design_in_force(search, space) is not Design.CROSSED:
        return
    settings = len(scientific_settings(space))
    if settings > MAX_SETTINGS:
        yield Problem(
            ("hyperparameters", "scientific"),
            f"A crossed design has at most {MAX_SETTINGS:,} scientific settings",
            "more",
            "Write `design: sampled`, or fewer values",
        )
    elif budget.trials < settings * budget.repeats:
        yield Problem(
            ("budget", "trials"),
            "Every scientific setting gets at least one trial a repeat",
            f"{budget.trials} trials for {settings} settings and `repeats: {budget.repeats}`",
            f"Write `trials: {settings * budget.repeats}` or more",
        )
