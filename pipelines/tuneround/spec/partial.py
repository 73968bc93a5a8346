"""Partial: the rules between sections for a spec of which some sections are wrong.

Pydantic checks what spans a model's fields only when each of them is valid, so a typing error in
`budget` would hide an unknown name in `trainer.command`. Here every section is validated by
itself, and each rule is tried whose sections are valid (`tuneround.spec.rules.round`). Likewise
within `hyperparameters`: roles and names are compared between the valid ones; conditions wait,
since a parent may be among the others.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.hyperparameters import ROLES
from tuneround.spec.problems import Problem
from tuneround.spec.round import RoundSpec
from tuneround.spec.rules.names import name_problems
from tuneround.spec.rules.roles import Placed, role_problems
from tuneround.spec.rules.round import round_problems


def partial_problems(value: object) -> list[Problem]:
    """Return what the rules between sections, and between hyperparameters, find in a document."""
    spec = value.get("spec") if isinstance(value, Mapping) else None
    if not isinstance(spec, Mapping):
        return []
    sections = _valid_sections(spec)
    problems = round_problems(sections)
    if "hyperparameters" not in sections:
        problems += _hyperparameter_problems(spec.get("hyperparameters"))
    return [Problem(("spec", *p.path), p.rule, p.got, p.next_step) for p in problems]


def _valid_sections(spec: Mapping[str, Any]) -> dict[str, Any]:
    sections = {}
    for name, field in RoundSpec.model_fields.items():
        key = field.alias or name
        if key in spec:
            found = _valid(field.annotation, spec[key])
            if found is not None:
                sections[name] = found
        elif not field.is_required():
            sections[name] = field.default
    return sections


def _hyperparameter_problems(section: object) -> list[Problem]:
    if not isinstance(section, Mapping):
        return []
    placed: list[Placed] = []
    for role in ROLES:
        items = section.get(role)
        for index, item in enumerate(items if isinstance(items, list) else []):
            found = _valid(Hyperparameter, item)
            if found is not None:
                placed.append((role, index, found))
    found = [*role_problems(placed), *name_problems(placed)]
    return [Problem(("hyperparameters", *p.path), p.rule, p.got, p.next_step) for p in found]


def _valid(annotation: Any, value: object) -> Any:
    """Return `value` as `annotation` asks, or None: its errors have been reported already."""
    try:
        return TypeAdapter(annotation).validate_python(value, by_alias=True, by_name=False)
    except ValidationError:
        return None
