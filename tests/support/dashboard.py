"""The chart's Grafana dashboard."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from chart_rendering import CHART

FILE = CHART / "files" / "dashboard.json"
VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
RATE_INTERVAL = "__rate_interval"  # Grafana's own


@dataclass(frozen=True)
class Query:
    """One query of a panel, or of a variable."""

    panel: str
    expression: str

    def __str__(self) -> str:
        """Return it as the id of a test."""
        return f"{self.panel}: {self.expression}"

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the expression with variables replaced; KeyError for one without a value."""
        return VARIABLE.sub(lambda found: values[found[1] or found[2]], self.expression)


@cache
def dashboard() -> dict[str, Any]:
    """Return the dashboard."""
    whole: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return whole


def panels() -> list[dict[str, Any]]:
    """Return the panels that show something; rows only head them."""
    return [panel for panel in dashboard()["panels"] if panel["type"] != "row"]


def variables() -> dict[str, dict[str, Any]]:
    """Return what a user chooses at the dashboard's top, by name."""
    return {variable["name"]: variable for variable in dashboard()["templating"]["list"]}


def queries() -> list[Query]:
    """Return every query of every panel."""
    return [
        Query(panel["title"], target["expr"]) for panel in panels() for target in panel["targets"]
    ]


def datasources(part: Any) -> Iterator[dict[str, str]]:
    """Yield every data source that is named anywhere in `part`."""
    if isinstance(part, dict):
        if "datasource" in part:
            yield part["datasource"]
        for inner in part.values():
            yield from datasources(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from datasources(inner)
