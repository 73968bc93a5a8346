"""Translation: pydantic's errors as problems: rule, value got, next step."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import ErrorDetails

from tuneround.spec.fields import field_names, homes_of, model_at
from tuneround.spec.patterns import FORMS, foreign_character, proposal
from tuneround.spec.problems import PROBLEMS, Problem, YamlPath
from tuneround.spec.scalar import number_spelling
from tuneround.spec.showing import shown, shown_path
from tuneround.spec.suggestion import closest


def translated(error: ErrorDetails, at: YamlPath = ()) -> list[Problem]:
    """Return the problems of one pydantic error found in the value at `at`."""
    path = (*at, *error["loc"])
    context: Mapping[str, Any] = error.get("ctx", {})
    if error["type"] == PROBLEMS:
        return [
            Problem((*path, *found.path), found.rule, found.got, found.next_step)
            for found in context["problems"]
        ]
    if error["type"] == "too_short" and len(error["input"]) >= context["min_length"]:
        return []  # pydantic counts valid items only, and the others have problems of their own
    explain = _EXPLAINED.get(error["type"], _unexpected)
    rule, got, step = explain(path, error["input"], {"msg": error["msg"], **context})
    return [Problem(path, rule, got or shown(error["input"]), step)]


Explanation = tuple[str, str | None, str]
"""Rule, got (None: the value itself), next step."""


def _name(path: YamlPath) -> str:
    """Return the field's name, or its item's."""
    if path and isinstance(path[-1], int):
        return f"An item of `{shown_path(path[-2:-1])}`"
    return f"`{shown_path(path[-1:])}`" if path else "A spec"


def _missing(path: YamlPath, value: object, context: Mapping[str, Any]) -> Explanation:
    parent = shown_path(path[:-1])
    place = f"under `{parent}`" if parent else "at the top of the file"
    return f"{_name(path)} is required", "nothing", f"Add `{path[-1]}:` {place}"


def _unknown(path: YamlPath, value: object, context: Mapping[str, Any]) -> Explanation:
    known, name = field_names(model_at(path[:-1])), str(path[-1])
    parent = shown_path(path[:-1])
    rule = (
        f"`{parent}` has the fields {', '.join(known)}"
        if parent
        else (f"A spec has the fields {', '.join(known)}")
    )
    near, homes = closest(name, known), homes_of(name)
    if near:
        return rule, f"`{shown_path((name,))}`", f"Write `{near}`"
    if homes:
        return rule, f"`{shown_path((name,))}`", f"Move it to {' or '.join(homes)}"
    return rule, f"`{shown_path((name,))}`", "Remove it"


def _one_of(path: YamlPath, value: object, context: Mapping[str, Any]) -> Explanation:
    allowed = re.findall(r"'([^']*)'", context["expected"])
    near = allowed[0] if len(allowed) == 1 else closest(str(value), allowed)
    rule = f"{_name(path)} is {' or '.join(f'`{word}`' for word in allowed)}"
    return rule, None, f"Write `{near}`" if near else "Write one of them"


def _whole_number(path: YamlPath, value: object, context: Mapping[str, Any]) -> Explanation:
    number = number_spelling(str(value)) if isinstance(value, str | float) else None
    rule = f"{_name(path)} is a whole number"
    if number is None or not float(number).is_integer():
        return rule, None, "Write a whole number"
    return rule, None, f"Write {int(float(number))}"


def _truth(path: YamlPath, value: object, context: Mapping[str, Any]) -> Explanation:
    return f"{_name(path)} is true or false", None, "Write true or false, without quotes"


def _text(path: YamlPath, value: object, context: Mapping[str, Any]) -> Explanation:
    if isinstance(value, bool | int | float):
        return f"{_name(path)} is a text", None, f'Put it in quotes: "{shown(value).split()[-1]}"'
    return f"{_name(path)} is a text", None, "Write a text"


def _section(path: YamlPath, value: object, context: Mapping[str, Any]) -> Explanation:
    known = ", ".join(field_names(model_at(path)))
    return f"{_name(path)} is a mapping", None, f"Write its fields, one a line, indented: {known}"


def _mapping(path: YamlPath, value: object, context: Mapping[str, Any]) -> Explanation:
    return f"{_name(path)} is a mapping", None, "Write `key: value` lines, indented, under it"


def _list(path: YamlPath, value: object, context: Mapping[str, Any]) -> Explanation:
    step = "Write its items in brackets, or one a line, each after `- `"
    if isinstance(value, str | int | float) and len(str(value)) <= 40 and "\n" not in str(value):
        words = str(value).split() if path[-1] == "command" else [str(value)]
        step = f"Write [{', '.join(words)}]"
    return f"{_name(path)} is a list", None, step


def _length(path: YamlPath, value: object, context: Mapping[str, Any]) -> Explanation:
    actual = context.get("actual_length", len(value) if isinstance(value, str) else None)
    noun = "characters" if isinstance(value, str) else "items"
    if "min_length" in context:
        rule = f"{_name(path)} has at least {context['min_length']} {noun.removesuffix('s')}"
        return rule, f"{actual} of them", "Add to it"
    rule = f"{_name(path)} has at most {context['max_length']:,} {noun}"
    return rule, f"{actual or 'more'} of them" if actual else "more", "Shorten it"


def _at_least(path: YamlPath, value: object, context: Mapping[str, Any]) -> Explanation:
    return f"{_name(path)} is at least {context['ge']:,}", None, f"Write {context['ge']} or more"


def _above(path: YamlPath, value: object, context: Mapping[str, Any]) -> Explanation:
    return f"{_name(path)} is above {context['gt']:,}", None, "Write a larger number"


def _number(path: YamlPath, value: object, context: Mapping[str, Any]) -> Explanation:
    number = number_spelling(value) if isinstance(value, str) else None
    step = f"Write {number}, without quotes" if number else "Write a finite number"
    return f"{_name(path)} is a finite number", None, step


def _at_most(path: YamlPath, value: object, context: Mapping[str, Any]) -> Explanation:
    return f"{_name(path)} is at most {context['le']:,}", None, f"Write {context['le']} or less"


def _pattern(path: YamlPath, value: object, context: Mapping[str, Any]) -> Explanation:
    pattern, text = context["pattern"], str(value)
    foreign, better = foreign_character(text), proposal(pattern, text)
    got = f"{shown(text)} with {foreign}" if foreign else None
    step = f"Write `{better}`" if better else ("Type it in ASCII" if foreign else "Correct it")
    return f"{_name(path)} is {FORMS[pattern].meaning}", got, step


def _unexpected(path: YamlPath, value: object, context: Mapping[str, Any]) -> Explanation:
    return str(context["msg"]), None, "Correct it; docs/spec.md lists every field"


_EXPLAINED: dict[str, Callable[[YamlPath, object, Mapping[str, Any]], Explanation]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "enum": _one_of,
    "literal_error": _one_of,
    "int_type": _whole_number,
    "bool_type": _truth,
    "string_type": _text,
    "model_type": _section,
    "dict_type": _mapping,
    "mapping_type": _mapping,
    "tuple_type": _list,
    "too_short": _length,
    "too_long": _length,
    "string_too_long": _length,
    "greater_than_equal": _at_least,
    "less_than_equal": _at_most,
    "greater_than": _above,
    "float_type": _number,
    "finite_number": _number,
    "string_pattern_mismatch": _pattern,
}
"""By pydantic's type of error; a test walks the models for types that are missing here."""
