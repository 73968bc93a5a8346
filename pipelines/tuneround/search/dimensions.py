"""Dimensions: which column of the sequence each searched hyperparameter takes."""

from collections.abc import Mapping
from itertools import count

from tuneround.spec.hyperparameter import Hyperparameter, contains
from tuneround.spec.hyperparameters import Hyperparameters
from tuneround.spec.model import Scalar
from tuneround.spec.settings import parents_first

Conditions = Mapping[str, tuple[Scalar, ...]]
"""Parents and the values that each of them may have."""


def shared_dimensions(
    hyperparameters: Hyperparameters, searched: tuple[Hyperparameter, ...]
) -> dict[str, int]:
    """Return the dimension of every name in `searched`, counted from 0.

    Names that are never active together share one, so that conditions cost no dimensions: the
    names, sorted, each take the smallest dimension that no earlier name active beside them has
    (greedy graph colouring). Two definitions of one name share it. The order of the file does
    not matter. docs/decisions/0003-shared-dimensions.md.

    Arguments:
        hyperparameters: all of the round, parents of conditions among them.
        searched: those that are dimensions: scientific and nuisance ones, or nuisances only.

    """
    needed = _needed(hyperparameters)
    by_name: dict[str, list[Conditions]] = {}
    for h, conditions in needed:
        if any(h is one for one in searched):
            by_name.setdefault(h.name, []).append(conditions)
    dimensions: dict[str, int] = {}
    for name in sorted(by_name):
        taken = {
            dimension
            for other, dimension in dimensions.items()
            if _may_meet(by_name[name], by_name[other])
        }
        dimensions[name] = next(free for free in count() if free not in taken)
    return dimensions


def _needed(hyperparameters: Hyperparameters) -> list[tuple[Hyperparameter, Conditions]]:
    """Return what must hold for each hyperparameter to be active: its `when` and its parents'.

    A parent with several definitions adds its own conditions only when the accepted values leave
    one of them. So two that exclude each other in a more roundabout way are taken to meet, which
    costs a dimension and never correlates two values.
    """
    found: list[tuple[Hyperparameter, Conditions]] = []
    for h in parents_first((*hyperparameters.searched, *hyperparameters.fixed)):
        conditions: dict[str, tuple[Scalar, ...]] = {}
        for parent, accepted in h.when.items():
            givers = [
                (p, above)
                for p, above in found
                if p.name == parent and _common(p.choices, accepted)
            ]
            _narrow(conditions, {parent: accepted})
            if len(givers) == 1:
                _narrow(conditions, {parent: givers[0][0].choices})
                _narrow(conditions, givers[0][1])
        found.append((h, conditions))
    return found


def _narrow(conditions: dict[str, tuple[Scalar, ...]], further: Conditions) -> None:
    for name, accepted in further.items():
        known = conditions.get(name, accepted)
        conditions[name] = _common(known, accepted)


def _common(a: tuple[Scalar, ...], b: tuple[Scalar, ...]) -> tuple[Scalar, ...]:
    return tuple(value for value in a if contains(b, value))


def _may_meet(some: list[Conditions], others: list[Conditions]) -> bool:
    return any(
        all(_common(accepted, b[name]) for name, accepted in a.items() if name in b)
        for a in some
        for b in others
    )
