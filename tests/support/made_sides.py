"""Sides of a comparison made of scores, without a round."""

from collections.abc import Mapping, Sequence

from tuneround.analysis.adopting.sides import Side
from tuneround.analysis.comparing.points import Point, Repeat
from tuneround.records.plan import Seeds
from tuneround.spec.model import Scalar
from tuneround.spec.objective import Objective

LOSS = Objective(metric="valid/loss", direction="minimize")
ACCURACY = Objective(metric="valid/accuracy", direction="maximize")


def made_point(
    values: Sequence[float | None],
    hyperparameters: Mapping[str, Scalar],
    *,
    objective: Objective = LOSS,
    first: int = 0,
    label: str = "",
) -> Point:
    """Return a point whose trials reached `values`; inf is infeasible, None has no score."""
    sign = 1 if objective.direction.value == "minimize" else -1
    repeats = tuple(
        Repeat(
            trial=first + place,
            seeds=Seeds(initialization=place, data_order=place + 1),
            score=value if value is None or abs(value) == float("inf") else sign * value,
        )
        for place, value in enumerate(values)
    )
    return Point(0, first, label, hyperparameters, repeats)


def made_sides(
    change: Sequence[float | None],
    baseline: Sequence[float | None],
    objective: Objective = LOSS,
) -> tuple[Side, Side]:
    """Return two sides with label smoothing 0.1 and 0.0, whose trials reached these values."""
    return (
        Side(made_point(change, {"label_smoothing": 0.1}, objective=objective)),
        Side(made_point(baseline, {"label_smoothing": 0.0}, objective=objective, first=100)),
    )
