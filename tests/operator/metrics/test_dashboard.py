"""The Grafana dashboard that the chart installs."""

import json
from itertools import combinations
from typing import Any

import pytest
from dashboard import (
    FILE,
    RATE_INTERVAL,
    VARIABLE,
    Query,
    dashboard,
    datasources,
    panels,
    queries,
    variables,
)
from metric_catalogue import exposed, used

ROWS = [
    "Rounds",
    "One round: choose it above",
    "Trials that train now",
    "Checkpoints and storage",
    "Operator",
]


def test_the_file_is_written_as_json_writes_it() -> None:
    """An export of Grafana differs from the file where something was changed, only."""
    assert FILE.read_text(encoding="utf-8") == json.dumps(dashboard(), indent=2) + "\n"


def test_the_rows_go_from_rounds_to_the_operator() -> None:
    """The dashboard is read from above: what is asked first stands first."""
    assert [p["title"] for p in dashboard()["panels"] if p["type"] == "row"] == ROWS


@pytest.mark.parametrize("panel", panels(), ids=lambda panel: panel["title"])
def test_each_panel_explains_itself(panel: dict[str, Any]) -> None:
    """A panel has a title, a description that is a sentence, a unit and a query."""
    assert panel["title"]
    assert panel["description"].endswith(".")
    assert panel["fieldConfig"]["defaults"]["unit"]
    assert panel["targets"]
    assert all(target["expr"] for target in panel["targets"])


def test_titles_and_numbers_are_told_apart() -> None:
    """No two panels of a row have one title, and no two one number."""
    titles, row = [], ""
    for panel in dashboard()["panels"]:
        row = panel["title"] if panel["type"] == "row" else row
        titles.append((row, panel["title"]))
    numbers = [panel["id"] for panel in dashboard()["panels"]]
    assert len(set(titles)) == len(titles)
    assert len(set(numbers)) == len(numbers)


def test_no_panel_covers_another() -> None:
    """Every panel has its own place within the 24 columns."""

    def cells(panel: dict[str, Any]) -> set[tuple[int, int]]:
        place = panel["gridPos"]
        columns = range(place["x"], place["x"] + place["w"])
        return {(x, y) for x in columns for y in range(place["y"], place["y"] + place["h"])}

    placed = [cells(panel) for panel in dashboard()["panels"]]
    assert all(x < 24 for panel in placed for x, _ in panel)
    assert all(one.isdisjoint(other) for one, other in combinations(placed, 2))


def test_the_data_source_is_the_users_choice() -> None:
    """Nothing in the dashboard names a data source of somebody's Grafana."""
    named = list(datasources(dashboard()))
    assert named
    assert all(source == {"type": "prometheus", "uid": "${datasource}"} for source in named)
    assert variables()["datasource"]["type"] == "datasource"


def test_variables_are_defined() -> None:
    """Every variable in a query is one of the dashboard's, or Grafana's own."""
    known = {*variables(), RATE_INTERVAL}
    texts = [*(query.expression for query in queries()), *_definitions()]
    assert {one or other for text in texts for one, other in VARIABLE.findall(text)} <= known


def test_variables_ask_for_metrics_that_exist() -> None:
    """What a user may choose comes from a metric that the operator serves."""
    assert len(_definitions()) == 3
    for definition in _definitions():
        assert used(definition) <= exposed()


@pytest.mark.parametrize("query", queries(), ids=str)
def test_queries_ask_for_metrics_that_exist(query: Query) -> None:
    """No panel names a metric that neither the operator nor a training pod serves."""
    assert used(query.expression)
    assert used(query.expression) <= exposed()


def _definitions() -> list[str]:
    return [found["definition"] for found in variables().values() if found["type"] == "query"]
