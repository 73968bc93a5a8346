"""Numbers: what the JSON of Kubernetes forgets of them, as far as a round can tell.

It has one kind of number: 1.0 is stored as 1, and 1.0e+20 as a whole number of 21 digits. Here a
number gets the type again that its neighbours show; docs/limits.md says what stays forgotten.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from tuneround.spec.scalar import LARGEST_INTEGER

Fields = Mapping[str, Any]
LARGEST_WRITTEN_OUT = 10**21
"""Larger floats have an exponent in the API server's JSON."""


def with_types(spec: Fields) -> dict[str, Any]:
    """Return a round's `spec` as Kubernetes stores it, its numbers of the type they were meant of.

    What is no valid spec comes back as it is, for the reader to refuse.

    >>> space = {"nuisance": [{"name": "dropout", "values": [0, 0.5]}]}
    >>> with_types({"hyperparameters": space})["hyperparameters"]["nuisance"][0]["values"]
    [0.0, 0.5]
    """
    space, search = spec.get("hyperparameters"), spec.get("search")
    if not isinstance(space, Mapping):
        return dict(spec)
    typed = {role: _each(found, _definition) for role, found in space.items()}
    types = Types([h for found in typed.values() for h in _items(found) if isinstance(h, Mapping)])
    whole: dict[str, Any] = {
        **spec,
        "hyperparameters": {role: _each(found, types.conditions) for role, found in typed.items()},
    }
    if isinstance(search, Mapping) and "points" in search:
        whole["search"] = {**search, "points": _each(search["points"], types.point)}
    return whole


class Types:
    """Gives a value of a hyperparameter the type that its definition shows."""

    def __init__(self, definitions: list[Fields]) -> None:
        """Take all definitions, their own numbers restored."""
        self._named: dict[str, list[Fields]] = {}
        for h in definitions:
            self._named.setdefault(str(h.get("name")), []).append(h)

    def conditions(self, h: Fields) -> Fields:
        """Return `h`, the values in its `when` as their parents have them."""
        when = h.get("when")
        if not isinstance(when, Mapping):
            return h
        return {**h, "when": {p: self._values(p, accepted) for p, accepted in when.items()}}

    def point(self, point: Fields) -> Fields:
        """Return a listed point, each value as its hyperparameter has it."""
        return {name: self._value(name, value) for name, value in point.items()}

    def _values(self, name: str, values: Any) -> Any:
        return [self._value(name, v) for v in values] if isinstance(values, list) else values

    def _value(self, name: str, value: Any) -> Any:
        value = _sized(value)
        if not _is_whole(value):
            return value
        definitions = self._named.get(name, [])
        choices = [c for h in definitions for c in [*_items(h.get("values")), h.get("value")]]
        same = [c for c in choices if c == value and not isinstance(c, bool)]
        ranged = definitions and all(_is_float_range(h) for h in definitions)
        is_float = all(isinstance(c, float) for c in same) if same else ranged
        return float(value) if is_float else value


def _definition(h: Fields) -> Fields:
    """Return a hyperparameter with its own numbers restored."""
    own = {key: _sized(h[key]) for key in ("min", "max", "value") if key in h}
    values = [_sized(value) for value in _items(h.get("values"))]
    if any(isinstance(value, float) for value in values):
        values = [float(value) if _is_whole(value) else value for value in values]
    return {**h, **own, **({"values": values} if values else {})}


def _is_float_range(h: Fields) -> bool:
    return "min" in h and h.get("type") != "integer"


def _each(value: Any, change: Callable[[Fields], Fields]) -> Any:
    """Return a list, its mappings changed; anything else as it is."""
    if not isinstance(value, list):
        return value
    return [change(item) if isinstance(item, Mapping) else item for item in value]


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _sized(value: Any) -> Any:
    """Return the float whose digits `value` is, where a spec has no whole number so large."""
    if not _is_whole(value) or not LARGEST_INTEGER < abs(value) < LARGEST_WRITTEN_OUT:
        return value
    number = float(value)
    return number if Decimal(repr(number)) == value else value
