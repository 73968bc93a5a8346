"""Names: the same name twice means two hyperparameters that never meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tuneround.spec.problems import Problem

if TYPE_CHECKING:
    from tuneround.spec.hyperparameter import Hyperparameter
    from tuneround.spec.rules.roles import Placed


def name_problems(placed: Sequence[Placed]) -> Iterator[Problem]:
    """Yield each hyperparameter whose name an earlier one has that can be active beside it."""
    earlier: dict[str, list[Placed]] = {}
    for role, index, h in placed:
        same = earlier.setdefault(h.name, [])
        clash = next((other for other in same if not exclusive(other[2], h)), None)
        if clash is not None:
            yield Problem(
                (role, index, "name"),
                "A name stands twice only under two `when`s that exclude each other",
                f"`{h.name}` in both {clash[0]}[{clash[1]}] and {role}[{index}]",
                "Remove one, or give both a `when` on different values of the same parent",
            )
        same.append((role, index, h))


def exclusive(a: Hyperparameter, b: Hyperparameter) -> bool:
    """Whether no assignment activates both: a shared parent with no accepted value in common."""
    return any(
        parent in b.when and typed(accepted).isdisjoint(typed(b.when[parent]))
        for parent, accepted in a.when.items()
    )


def typed(values: Sequence[object]) -> set[tuple[type, object]]:
    """Return `values` as a set in which 1, 1.0 and true differ."""
    return {(type(value), value) for value in values}
