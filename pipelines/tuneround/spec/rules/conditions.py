"""Conditions: a `when` that can hold, on parents whose values are known before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tuneround.spec.problems import Problem, YamlPath
from tuneround.spec.rules.names import exclusive, typed
from tuneround.spec.showing import shown
from tuneround.spec.suggestion import closest

if TYPE_CHECKING:
    from tuneround.spec.hyperparameter import Hyperparameter
    from tuneround.spec.rules.roles import Placed


def condition_problems(placed: Sequence[Placed]) -> Iterator[Problem]:
    """Yield every condition that cannot be decided or cannot hold."""
    by_name: dict[str, list[Placed]] = {}
    for role, index, h in placed:
        by_name.setdefault(h.name, []).append((role, index, h))
    for role, index, h in placed:
        for parent in h.when:
            if parent == h.name:
                continue
            path: YamlPath = (role, index, "when", parent)
            if parent not in by_name:
                yield _unknown_parent(path, parent, list(by_name))
            else:
                yield from _parent_problems(path, h, by_name[parent])
    yield from _circle_problems(placed)


def _unknown_parent(path: YamlPath, parent: str, names: list[str]) -> Problem:
    near = closest(parent, names)
    return Problem(
        path,
        "A condition names another hyperparameter of this round",
        shown(parent),
        f"Write `{near}`" if near else "Add it, or correct the name",
    )


def _parent_problems(path: YamlPath, h: Hyperparameter, parents: list[Placed]) -> Iterator[Problem]:
    parent = str(path[-1])
    if any(p.is_range for _, _, p in parents):
        yield Problem(
            path,
            "The parent of a condition has `values` or a fixed `value`",
            f"the range `{parent}`",
            "Condition on a hyperparameter with `values`",
        )
        return
    if path[0] == "scientific" and any(_varies_in_setting(role, p) for role, _, p in parents):
        yield Problem(
            path,
            "A scientific hyperparameter depends on scientific ones, or on a fixed one without "
            "`when`",
            f"`{h.name}` under `{parent}`",
            f"Make `{parent}` scientific or unconditional, or drop this condition",
        )
    beside = [p for _, _, p in parents if not exclusive(h, p)]
    if not beside:
        yield Problem(
            path,
            "A condition can hold",
            f"`{h.name}` under `{parent}`, whose own `when` excludes this one",
            "Correct one of the two `when`s",
        )
        return
    yield from _value_problems(path, h.when[parent], beside)


def _value_problems(
    path: YamlPath, accepted: tuple[object, ...], parents: list[Hyperparameter]
) -> Iterator[Problem]:
    possible = [value for p in parents for value in p.choices]
    known = typed(possible)
    wrong = [(i, value) for i, value in enumerate(accepted) if (type(value), value) not in known]
    if wrong:
        index, value = wrong[0]
        near = closest(str(value), [str(v) for v in possible])
        others = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        yield Problem(
            (*path, index),
            f"A condition lists values that its parent can have: {_listed(possible)}",
            f"{shown(value)}{others}",
            f"Write {near}" if near else "Correct the value, or add it to the parent",
        )


def _listed(values: Sequence[object]) -> str:
    first = ", ".join(str(value) for value in values[:8])
    return first if len(values) <= 8 else f"{first} and {len(values) - 8} more"


def _varies_in_setting(role: str, parent: Hyperparameter) -> bool:
    """Whether the settings of a round cannot say if `parent` has a value."""
    return role == "nuisance" or (role == "fixed" and bool(parent.when))


def _circle_problems(placed: Sequence[Placed]) -> Iterator[Problem]:
    parents: dict[str, set[str]] = {}
    for _, _, h in placed:
        parents.setdefault(h.name, set()).update(p for p in h.when if p != h.name)
    for role, index, h in placed:
        ancestors: set[str] = set()
        waiting = set(parents[h.name])
        while waiting:
            name = waiting.pop()
            if name not in ancestors:
                ancestors.add(name)
                waiting |= parents.get(name, set())
        if h.name in ancestors and h.when:
            others = ", ".join(sorted(ancestors - {h.name}))
            yield Problem(
                (role, index, "when"),
                "Conditions form no circle",
                f"`{h.name}`, which depends on itself through {others}",
                "Remove one of these conditions",
            )
