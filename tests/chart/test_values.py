"""values.yaml, its schema and docs/chart-values.md say the same."""

import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from chart_rendering import CHART
from chart_values import render, values

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "chart-values.md"


def test_the_page_is_generated() -> None:
    """docs/chart-values.md is what the values and their schema give."""
    if os.environ.get("TUNEROUND_REGENERATE") == "1":
        PAGE.write_text(render(), encoding="utf-8")
    assert PAGE.exists(), "no docs/chart-values.md; write it with TUNEROUND_REGENERATE=1"
    assert PAGE.read_text(encoding="utf-8") == render(), "run with TUNEROUND_REGENERATE=1"


def test_every_value_has_a_comment_and_a_default() -> None:
    """Whatever the schema allows stands in values.yaml, described."""
    for value in values():  # raises KeyError where a default is missing
        assert value.comment.endswith("."), value


def test_every_default_is_in_the_schema() -> None:
    """values.yaml has nothing that the schema does not know."""
    known = {value.path for value in values()}

    def leaves(part: Any, path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
        if path in known or not isinstance(part, dict):
            return {path}
        return set().union(*(leaves(inner, (*path, name)) for name, inner in part.items()))

    assert leaves(yaml.safe_load((CHART / "values.yaml").read_text())) == known


def test_the_schema_is_closed() -> None:
    """No section accepts names of any kind."""

    def check(part: Mapping[str, Any]) -> None:
        if "properties" in part:
            assert part["additionalProperties"] is False
        for name in ("properties", "definitions"):
            for inner in part.get(name, {}).values():
                check(inner)
        if "items" in part:
            check(part["items"])

    check(json.loads((CHART / "values.schema.json").read_text()))


def test_the_images_have_the_version_of_the_project() -> None:
    """The images that the chart names by default are those of this version."""
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert chart["appVersion"] == version
