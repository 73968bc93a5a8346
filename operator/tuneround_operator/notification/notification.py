"""Notification: a round's end as a CloudEvent 1.0, in structured mode."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict
from tuneround.records.summary import RoundSummary, SummarizedBest, SummarizedFinding

from tuneround_operator.status import RoundStatus

CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8"
TYPES = {
    "Succeeded": "dev.tuneround.round.succeeded.v1",
    "Failed": "dev.tuneround.round.failed.v1",
    "Stopped": "dev.tuneround.round.stopped.v1",
}
"""Type of the event by the status's `state`."""


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
    result: int
    """Which aggregation this is: the n of results/<n>; a round that goes on ends again."""
    counts: dict[str, int]
    """How many trials were planned, and ended how."""
    best: SummarizedBest | None
    """The best evaluation, with the URI of its checkpoint; null: no trial completed."""
    verdict: str
    """The answer in one sentence."""
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
    """The round's uid and the result's number: a receiver that has seen it drops it."""
    source: str
    """The path of the TuningRound in its cluster's API."""
    type: str
    subject: str
    """Study and round."""
    time: str
    """When the result was written; UTC, RFC 3339."""
    datacontenttype: str = "application/json"
    data: RoundEnd


@dataclass(frozen=True)
class Notification:
    """What is sent, the same bytes however often.

    Attributes:
        id: for receivers, to drop what they have seen.
        number: of the result; `status.notified` when it is delivered.
        body: JSON of the event.

    """

    id: str
    number: int
    body: bytes

    @classmethod
    def of(
        cls, resource: Mapping[str, Any], status: RoundStatus, summary: RoundSummary
    ) -> "Notification":
        """Return the notification of a round's end.

        Args:
            resource: the TuningRound, as the API server gives it.
            status: of that end; its state is Succeeded, Failed or Stopped.
            summary: of that end's result.

        """
        event = _event(resource, status, summary)
        return cls(event.id, summary.number, event.model_dump_json().encode())


def _event(resource: Mapping[str, Any], status: RoundStatus, summary: RoundSummary) -> Event:
    metadata = resource["metadata"]
    name, namespace = metadata["name"], metadata["namespace"]
    return Event(
        id=f"{metadata['uid']}-{summary.number}",
        source=f"/apis/{resource['apiVersion']}/namespaces/{namespace}/tuningrounds/{name}",
        type=TYPES[status.state],
        subject=f"{summary.study}/{summary.round}",
        time=summary.created,
        data=RoundEnd(
            namespace=namespace,
            study=summary.study,
            round=summary.round,
            goal=resource["spec"]["goal"],
            state=status.state,
            result=summary.number,
            counts=summary.counts,
            best=summary.best,
            verdict=summary.verdict,
            findings=summary.findings,
            report=summary.report,
            markdown=summary.markdown,
        ),
    )
