"""What a Workflow says of its round's result."""

import base64
import gzip
import json
from typing import Any

import pytest
from tuneround.cluster.summary import summary_of
from tuneround.cluster.workflow import RoundWorkflow
from tuneround.records.summary import RoundSummary


def summary(number: int) -> RoundSummary:
    """Return a summary of a round that is over."""
    return RoundSummary(
        number=number,
        study="s",
        round="r",
        direction="minimize",
        counts={"planned": 1, "missing": 1},
        best=None,
        verdict="No answer yet.",
        created="2026-11-24T00:00:00+00:00",
    )


def node(value: str | None, template: str = "aggregate") -> dict[str, Any]:
    """Return a node as Argo 4.1 writes it; None: Argo has kept no output of it."""
    parameter = {"name": "summary", "valueFrom": {"path": "/tmp/summary.json", "default": ""}}
    outputs = {"parameters": [parameter if value is None else {**parameter, "value": value}]}
    return {"templateName": template, "type": "Pod", "phase": "Succeeded", "outputs": outputs}


def workflow(*nodes: dict[str, Any]) -> RoundWorkflow:
    """Return a Workflow that consists of `nodes`."""
    named = {str(place): node for place, node in enumerate(nodes)}
    return RoundWorkflow({"metadata": {"name": "r"}, "status": {"nodes": named}})


def text(number: int) -> str:
    """Return a summary as the aggregation writes it."""
    return summary(number).to_json().decode()


def test_the_highest_number_is_the_newest() -> None:
    """Of the aggregation and the salvage after it, whoever was last to judge is believed."""
    assert summary_of(workflow(node(text(2)), node(text(10)), node(text(9)))) == summary(10)


@pytest.mark.parametrize(
    "nodes",
    [
        (),
        ({"templateName": "aggregate", "type": "Retry"},),
        (node(None),),
        (node(""),),
        (node('{"number": 1'),),
        (node('{"number": 1}'),),
        (node(text(1), template="plan"),),
    ],
    ids=["no node", "no output", "no value", "empty", "torn", "foreign", "another step"],
)
def test_what_is_no_summary_is_none(nodes: tuple[dict[str, Any], ...]) -> None:
    """A missing, empty or malformed parameter is not an error: there is no summary."""
    assert summary_of(workflow(*nodes)) is None


def test_a_large_workflow_is_read_too() -> None:
    """The nodes of a large Workflow are compressed."""
    nodes = json.dumps({"a": node(text(3))}).encode()
    packed = base64.b64encode(gzip.compress(nodes)).decode()
    content = {"metadata": {"name": "r"}, "status": {"compressedNodes": packed}}
    assert summary_of(RoundWorkflow(content)) == summary(3)
