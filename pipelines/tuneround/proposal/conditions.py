"""Conditions: a search space without what can no longer be active, once a value is fixed."""

from tuneround.spec.editing import put, remove, value_at
from tuneround.spec.hyperparameter import Hyperparameter, contains
from tuneround.spec.hyperparameters import ROLES, exclusive
from tuneround.spec.problems import YamlPath

SPACE: YamlPath = ("spec", "hyperparameters")
Placed = dict[YamlPath, Hyperparameter]


def without_the_impossible(text: str) -> str:
    """Return `text` without hyperparameters whose `when` cannot hold, and values there likewise.

    One that goes may have been another's parent, so it is looked again after each.
    """
    while (changed := _once(text)) != text:
        text = changed
    return text


def _once(text: str) -> str:
    placed = _definitions(text)
    for path, h in placed.items():
        for parent, accepted in h.when.items():
            givers = [p for p in placed.values() if p.name == parent and not exclusive(h, p)]
            kept = [v for v in accepted if any(contains(p.choices, v) for p in givers)]
            if not kept:
                return remove(text, path)
            if len(kept) < len(accepted):
                return put(text, (*path, "when", parent), kept)
    return text


def _definitions(text: str) -> Placed:
    return {
        (*SPACE, role, index): Hyperparameter.model_validate(item, by_alias=True, by_name=False)
        for role in ROLES
        for index, item in enumerate(value_at(text, (*SPACE, role)) or [])
    }
