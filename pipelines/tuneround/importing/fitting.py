"""Fitting: imported points laid into the search space of an existing round's file."""

from collections.abc import Mapping, Sequence

from tuneround.importing.assignments import Assignment
from tuneround.importing.flaws import Flaw, raise_flaws
from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.hyperparameters import Hyperparameters
from tuneround.spec.model import Scalar
from tuneround.spec.showing import shown


def fitted(
    points: Sequence[Assignment], names: Sequence[str], space: Hyperparameters, source: str
) -> tuple[Assignment, ...]:
    """Return `points` with the types that `space` has.

    Args:
        points: hyperparameters of each point.
        names: what the points are called, for errors.
        space: where they must lie.
        source: the file of the space.

    Raises:
        ImportRefusedError: naming every value that is outside, missing, or none of the space.

    """
    found: list[Assignment] = []
    flaws: list[Flaw] = []
    for point, name in zip(points, names, strict=True):
        place = f"trial {name}"
        typed = {key: _typed(value, key, space) for key, value in point.items()}
        fixed = {h.name: h.value for h in space.fixed if h.value is not None and not h.when}
        active = {h.name: h for h in _all(space) if h.is_active({**fixed, **typed})}
        flaws += [
            _outside(place, key, typed, active, source)
            for key in typed
            if not _fits(key, typed, active)
        ]
        flaws += [
            Flaw(
                place,
                "A trial has a value for every active hyperparameter of the space",
                f"no `{h.name}`",
                f"Add it, or make it fixed in {source}",
            )
            for h in active.values()
            if h.value is None and h.name not in typed
        ]
        found.append(typed)
    raise_flaws(flaws)
    return tuple(found)


def _all(space: Hyperparameters) -> tuple[Hyperparameter, ...]:
    return (*space.searched, *space.fixed)


def _typed(value: Scalar, name: str, space: Hyperparameters) -> Scalar:
    """Return `value` as a whole number or a float where only the other one is in the space."""
    spaces = [h for h in _all(space) if h.name == name]
    if isinstance(value, bool | str):
        return value
    alike = [value, float(value), *([int(value)] if value == int(value) else [])]
    return next((v for v in alike if any(h.admits(v) for h in spaces)), value)


def _fits(name: str, point: Assignment, active: Mapping[str, Hyperparameter]) -> bool:
    return name in active and active[name].admits(point[name])


def _outside(
    place: str, name: str, point: Assignment, active: Mapping[str, Hyperparameter], source: str
) -> Flaw:
    if name not in active:
        rule = "A trial's hyperparameters are those of the space, where their `when` holds"
        step = f"Add it to {source}, or leave it out: --leave-out {name}"
        return Flaw(place, rule, f"`{name}`", step)
    rule = "A trial lies in the space"
    return Flaw(place, rule, f"{shown(point[name])} for `{name}`", f"Widen it in {source}")
