"""Hyperparameters: the three roles of the playbook, and the rules that span them."""

from collections.abc import Iterator
from itertools import combinations

from pydantic import Field, model_validator

from tuneround.spec.hyperparameter import Hyperparameter, contains
from tuneround.spec.model import SpecModel
from tuneround.spec.problems import Problem, raise_problems

Place = tuple[str, int]


class Hyperparameters(SpecModel):
    """Scientific (measured), nuisance (tuned fairly for each scientific value) and fixed ones.

    Playbook: "Identifying scientific, nuisance, and fixed hyperparameters".
    """

    scientific: tuple[Hyperparameter, ...] = Field(default=(), max_length=100)
    """What the round's question is about."""
    nuisance: tuple[Hyperparameter, ...] = Field(default=(), max_length=100)
    """What must be tuned anew for each scientific value, for a fair comparison."""
    fixed: tuple[Hyperparameter, ...] = Field(default=(), max_length=1000)
    """What is not varied: a caveat on the answer."""

    @property
    def searched(self) -> tuple[Hyperparameter, ...]:
        """Scientific and nuisance ones, in the order of the file."""
        return (*self.scientific, *self.nuisance)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name once: scientific, nuisance, fixed, each in the order of the file."""
        everything = (*self.searched, *self.fixed)
        return tuple(dict.fromkeys(h.name for h in everything))

    @model_validator(mode="after")
    def _check(self) -> "Hyperparameters":
        placed = list(self._placed())
        problems = [
            *_role_problems(placed),
            *_parent_problems(placed),
            *_duplicate_problems(placed),
        ]
        raise_problems(problems)
        return self

    def _placed(self) -> Iterator[tuple[Place, Hyperparameter]]:
        for role in ("scientific", "nuisance", "fixed"):
            for index, hyperparameter in enumerate(getattr(self, role)):
                yield (role, index), hyperparameter


Placed = list[tuple[Place, Hyperparameter]]


def _role_problems(placed: Placed) -> Iterator[Problem]:
    for (role, index), h in placed:
        if role == "fixed" and h.value is None:
            yield Problem(
                (role, index),
                "A fixed hyperparameter has one `value`",
                f"a search space for `{h.name}`",
                "Write `value:`, or move it to `nuisance`",
            )
        if role != "fixed" and h.value is not None:
            yield Problem(
                (role, index),
                f"A {role} hyperparameter is searched: it has `values`, or `min` and `max`",
                f"`value: {h.value}` for `{h.name}`",
                "Move it to `fixed`",
            )


def _parent_problems(placed: Placed) -> Iterator[Problem]:
    by_name: dict[str, list[tuple[Place, Hyperparameter]]] = {}
    for place, h in placed:
        by_name.setdefault(h.name, []).append((place, h))
    for place, h in placed:
        for parent, accepted in h.when.items():
            if parent != h.name:
                yield from _condition_problems(place, h, parent, accepted, by_name.get(parent, []))
    yield from _cycle_problems(placed)


def _condition_problems(
    place: Place, h: Hyperparameter, parent: str, accepted: tuple[object, ...], parents: Placed
) -> Iterator[Problem]:
    path = (*place, "when", parent)
    if not parents:
        yield Problem(
            path,
            "A condition names another hyperparameter of this round",
            f"`{parent}`, which does not exist",
            "Add it, or correct the name",
        )
        return
    if any(p.is_range for _, p in parents):
        yield Problem(
            path,
            "The parent of a condition has `values` or a fixed `value`",
            f"the range `{parent}`",
            "Condition on a hyperparameter with `values`",
        )
        return
    if place[0] == "scientific" and any(_varies_in_setting(role, p) for (role, _), p in parents):
        yield Problem(
            path,
            "A scientific hyperparameter depends on scientific or unconditionally fixed ones",
            f"`{h.name}` under `{parent}`",
            f"Make `{parent}` scientific or unconditional, or drop this condition",
        )
    possible = tuple(v for _, p in parents for v in p.choices)
    for value in accepted:
        if not contains(possible, value):
            yield Problem(
                path,
                "A condition lists values that its parent can have",
                f"{value!r}; `{parent}` has {list(possible)}",
                "Correct the value, or add it to the parent",
            )


def _varies_in_setting(role: str, parent: Hyperparameter) -> bool:
    """Whether the settings of a round cannot say if `parent` has a value."""
    return role == "nuisance" or (role == "fixed" and bool(parent.when))


def _cycle_problems(placed: Placed) -> Iterator[Problem]:
    parents: dict[str, set[str]] = {}
    for _, h in placed:
        parents.setdefault(h.name, set()).update(p for p in h.when if p != h.name)
    for place, h in placed:
        seen: set[str] = set()
        frontier = set(parents[h.name])
        while frontier:
            name = frontier.pop()
            if name not in seen:
                seen.add(name)
                frontier |= parents.get(name, set())
        if h.name in seen:
            yield Problem(
                (*place, "when"),
                "Conditions form no circle",
                f"`{h.name}`, which depends on itself through {', '.join(sorted(seen - {h.name}))}",
                "Remove one of these conditions",
            )


def _duplicate_problems(placed: Placed) -> Iterator[Problem]:
    groups: dict[str, list[tuple[Place, Hyperparameter]]] = {}
    for place, h in placed:
        groups.setdefault(h.name, []).append((place, h))
    for name, group in groups.items():
        for (first_place, first), (place, second) in combinations(group, 2):
            if not exclusive(first, second):
                yield Problem(
                    (*place, "name"),
                    "A name stands twice only under two `when`s that exclude each other",
                    f"`{name}` in both {_spell(first_place)} and {_spell(place)}",
                    "Remove one, or give both a `when` on different values of the same parent",
                )


def _spell(place: Place) -> str:
    return f"{place[0]}[{place[1]}]"


def exclusive(a: Hyperparameter, b: Hyperparameter) -> bool:
    """Whether no assignment activates both: a shared parent with no accepted value in common."""
    return any(
        parent in b.when and not any(contains(b.when[parent], value) for value in accepted)
        for parent, accepted in a.when.items()
    )
