"""docs/chart-values.md, written from the comments, defaults and types of the chart's values."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml
from chart_rendering import CHART

HEAD = """# The chart's values

Generated from `charts/tuneround/values.yaml` and its schema; a test compares this page, and writes
it anew when `TUNEROUND_REGENERATE=1` is set. Unknown values are refused. How to install the chart:
[rounds on Kubernetes](kubernetes.md).

| value | type | default | meaning |
|---|---|---|---|
"""
LINE = re.compile(r"^( *)([A-Za-z0-9]+):")


@dataclass(frozen=True)
class Value:
    """One value: its path, what its comment says, its default and its type."""

    path: tuple[str, ...]
    comment: str
    default: Any
    type: str


def render() -> str:
    """Return the whole page."""
    rows = (
        f"| `{'.'.join(value.path)}` | {value.type} | `{json.dumps(value.default)}` "
        f"| {value.comment} |\n"
        for value in values()
    )
    return "".join([HEAD, *rows])


def values() -> list[Value]:
    """Return every value that a user may set, in the order of values.yaml."""
    text = (CHART / "values.yaml").read_text(encoding="utf-8")
    schema = json.loads((CHART / "values.schema.json").read_text(encoding="utf-8"))
    defaults, comments = yaml.safe_load(text), dict(_comments(text))
    return [
        Value(path, comments.get(path, ""), _at(defaults, path), type_)
        for path, type_ in _leaves(schema, schema)
    ]


def _leaves(
    part: Mapping[str, Any], schema: Mapping[str, Any], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield what the schema lists: sections of named values are gone into, but not `resources`."""
    for name, field in part["properties"].items():
        here = (*path, name)
        if here == ("global",):
            continue  # helm's own, for charts that use this one
        if "$ref" in field:
            field = schema["definitions"][field["$ref"].rpartition("/")[2]]
        if "properties" in field and here[1:] != ("resources",):
            yield from _leaves(field, schema, here)
        else:
            yield here, {"object": "map", "array": "list"}.get(field["type"], field["type"])


def _comments(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each key with the comment right above it."""
    path: tuple[str, ...] = ()
    comment: list[str] = []
    for line in text.splitlines():
        if line.lstrip().startswith("#"):
            comment.append(line.lstrip("# "))
            continue
        found = LINE.match(line)
        if found is not None:
            path = (*path[: len(found[1]) // 2], found[2])
            yield path, " ".join(comment)
        comment = []


def _at(defaults: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        defaults = defaults[name]
    return defaults
