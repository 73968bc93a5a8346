"""Actions: what the operator does about a round. Whoever executes them decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tuneround.records.summary import RoundSummary

from tuneround_operator.status import RoundStatus


@dataclass(frozen=True)
class CreateWorkflow:
    """Create a Workflow; 409 means that it is there already: look again, do nothing."""

    manifest: dict[str, Any]

    @property
    def name(self) -> str:
        """The Workflow's name."""
        name: str = self.manifest["metadata"]["name"]
        return name


@dataclass(frozen=True)
class PatchWorkflow:
    """Merge `body` into a Workflow (application/merge-patch+json); 404 means that it is gone."""

    name: str
    body: dict[str, Any]


@dataclass(frozen=True)
class DeleteRound:
    """Delete the TuningRound, in the background what it owns; its uid is a precondition."""


@dataclass(frozen=True)
class Notify:
    """Tell somebody that the round has ended.

    It is asked for again in every decision until `mark` stands in the status.

    Attributes:
        summary: of the result; None: the round ended without one.
        status: what is told besides.
        mark: what is merged into the round's status once it was delivered.

    """

    summary: RoundSummary | None
    status: RoundStatus
    mark: Mapping[str, Any]


Action = CreateWorkflow | PatchWorkflow | DeleteRound | Notify
