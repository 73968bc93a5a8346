"""Summary: what the newest aggregation of a Workflow told it of its result."""

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from tuneround.cluster.workflow import RoundWorkflow
from tuneround.records.summary import RoundSummary
from tuneround.workflow.rounds import AGGREGATE, SUMMARY


def summary_of(workflow: RoundWorkflow) -> RoundSummary | None:
    """Return the summary with the highest number; None when no aggregation has left one.

    A Workflow that was stopped or has failed may hold two: its own aggregation's, and that of the
    salvage at its end.
    """
    found = [summary for text in _texts(workflow) if (summary := _read(text)) is not None]
    return max(found, key=lambda summary: summary.number, default=None)


def _texts(workflow: RoundWorkflow) -> Iterator[Any]:
    for node in workflow.nodes:
        if node.get("templateName") == AGGREGATE:
            for output in (node.get("outputs") or {}).get("parameters") or ():
                if output["name"] == SUMMARY:
                    yield output.get("value")


def _read(text: Any) -> RoundSummary | None:
    """Return the summary; None for what was never written, or by somebody else."""
    try:
        return RoundSummary.model_validate_json(text or "")
    except ValidationError:
        return None
