"""Fields: which fields stand where in a spec, read from the models."""

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from tuneround.spec.model import SpecModel
from tuneround.spec.problems import YamlPath
from tuneround.spec.round import TuningRound


def field_names(model: type[SpecModel] | None) -> list[str]:
    """Return the names of a model's fields as YAML spells them."""
    return [] if model is None else [field.alias or n for n, field in model.model_fields.items()]


def model_at(path: YamlPath) -> type[SpecModel] | None:
    """Return the model of the mapping at `path`; None where keys are free, or there is none."""
    model: type[SpecModel] | None = TuningRound
    for part in (p for p in path if isinstance(p, str)):
        model = dict(_children(model)).get(part) if model else None
    return model


def homes_of(name: str) -> list[str]:
    """Return the paths of all sections that have a field `name`, as code.

    >>> homes_of("trials")
    ['`spec.budget`']
    """
    return _homes().get(name, [])


@cache
def _homes() -> dict[str, list[str]]:
    homes: dict[str, list[str]] = {}
    for place, model in sections():
        for name in field_names(model):
            homes.setdefault(name, []).append(f"`{place}`")
    return homes


def sections() -> Iterator[tuple[str, type[SpecModel]]]:
    """Yield every section's path and model, the parent before its children."""
    waiting: list[tuple[str, type[SpecModel]]] = [("", TuningRound)]
    while waiting:
        place, model = waiting.pop(0)
        yield place, model
        children = [(f"{place}.{name}".lstrip("."), child) for name, child in _children(model)]
        waiting = [*children, *waiting]


def _children(model: type[SpecModel]) -> Iterator[tuple[str, type[SpecModel]]]:
    for name, field in model.model_fields.items():
        found = _model_in(field.annotation)
        if found is not None:
            yield field.alias or name, found


def _model_in(annotation: Any) -> type[SpecModel] | None:
    """Return the model that an annotation holds, itself, optional, or in a list."""
    if isinstance(annotation, type) and issubclass(annotation, SpecModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
