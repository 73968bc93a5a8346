"""Notification: a round's end as a CloudEvent 1.0, in structured mode."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict
from tuneround.records.summary import RoundSummary, SummarizedBest, SummarizedFinding

from tuneround_operator.status import ConditionType, RoundStatus

CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8"
TYPES = {
    "Succeeded": "dev.tuneround.round.succeeded.v1",
    "Failed": "dev.tuneround.round.failed.v1",
    "Stopped": "dev.tuneround.round.stopped.v1",
}
"""Type of the event by the status's `state`."""
COUNTED = ("planned", "completed", "infeasible", "failed", "interrupted", "missing")


class EventModel(BaseModel):
    """Base: frozen, and closed, since only the operator writes it."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class RoundEnd(EventModel):
    """The event's `data`: how a round ended, and what its answer is."""

    namespace: str
    study: str
    round: str
    goal: str
    """The round's question."""
    state: str
    """Succeeded, Failed or Stopped."""
    result: int | None
    """Which aggregation this is: the n of results/<n>; null: the round ended without one."""
    counts: dict[str, int]
    """How many trials were planned, and ended how."""
    best: SummarizedBest | None
    """The best evaluation, with the URI of its checkpoint; null: no trial completed."""
    verdict: str
    """The answer in one sentence; without a result, why there is none."""
    findings: tuple[SummarizedFinding, ...]
    """Problems and cautions, worst first."""
    report: str
    """URI of the report's page; empty: none was written."""
    markdown: str
    """The report's summary."""


class Event(EventModel):
    """The CloudEvent."""

    specversion: str = "1.0"
    id: str
    """The round's uid and the result's number, or the time of an end without a result: a receiver
    that has seen it drops it."""
    source: str
    """The path of the TuningRound in its cluster's API."""
    type: str
    subject: str
    """Study and round."""
    time: str | None
    """When the result was written, or the Workflow ended; UTC, RFC 3339."""
    datacontenttype: str = "application/json"
    data: RoundEnd


@dataclass(frozen=True)
class Notification:
    """What is sent, the same bytes however often.

    Attributes:
        id: for receivers, to drop what they have seen.
        body: JSON of the event.

    """

    id: str
    body: bytes

    @classmethod
    def of(
        cls, resource: Mapping[str, Any], status: RoundStatus, summary: RoundSummary | None
    ) -> "Notification":
        """Return the notification of a round's end.

        Args:
            resource: the TuningRound, as the API server gives it.
            status: of that end; its state is Succeeded, Failed or Stopped.
            summary: of that end's result; None: it ended without one.

        """
        event = _event(resource, status, summary)
        return cls(event.id, event.model_dump_json().encode())


def _event(resource: Mapping[str, Any], status: RoundStatus, summary: RoundSummary | None) -> Event:
    metadata, data = resource["metadata"], _round_end(resource, status, summary)
    time = summary.created if summary else status.completion_time
    name, namespace = metadata["name"], metadata["namespace"]
    end = str(summary.number) if summary else re.sub(r"[^0-9TZ]", "", time or "")
    return Event(
        id=f"{metadata['uid']}-{end}",
        source=f"/apis/{resource['apiVersion']}/namespaces/{namespace}/tuningrounds/{name}",
        type=TYPES[status.state],
        subject=f"{data.study}/{data.round}",
        time=time,
        data=data,
    )


def _round_end(
    resource: Mapping[str, Any], status: RoundStatus, summary: RoundSummary | None
) -> RoundEnd:
    spec, trials = resource["spec"], status.trials
    counts = {fate: getattr(trials, fate) for fate in COUNTED}
    return RoundEnd(
        namespace=resource["metadata"]["namespace"],
        study=spec["study"],
        round=resource["metadata"]["name"],
        goal=spec["goal"],
        state=status.state,
        result=summary.number if summary else None,
        counts=summary.counts if summary else counts,
        best=summary.best if summary else None,
        verdict=summary.verdict if summary else _why(status),
        findings=summary.findings if summary else (),
        report=summary.report if summary else "",
        markdown=summary.markdown if summary else "",
    )


def _why(status: RoundStatus) -> str:
    """Return what is said of a round without a result."""
    said = (each.message for each in status.conditions if each.type == ConditionType.SUCCEEDED)
    return next(said, "")
