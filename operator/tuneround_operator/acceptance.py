"""Acceptance: whether a round may begin as it is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tuneround.errors import InputError
from tuneround.workflow.carried import carried
from tuneround.workflow.feasibility import require_cluster

from tuneround_operator.allowed import refusals
from tuneround_operator.observed import Rules
from tuneround_operator.resource import ReadRound, read_resource

VALID, INVALID, NOT_PERMITTED = "Valid", "Invalid", "NotPermitted"


@dataclass(frozen=True)
class Acceptance:
    """What became of the spec.

    Attributes:
        reason: Valid, Invalid or NotPermitted.
        message: for people; with everything that is wrong.
        read: the round; None: it cannot be read.

    """

    reason: str
    message: str
    read: ReadRound | None = None

    @property
    def accepted(self) -> bool:
        """Whether Workflows of it may be created."""
        return self.reason == VALID


def accept(resource: Mapping[str, Any], rules: Rules) -> Acceptance:
    """Return whether the spec of a TuningRound is a round that can run and is permitted."""
    try:
        read = read_resource(resource)
        require_cluster(read.round)
        carried(read.round, read.text)
    except InputError as error:
        return Acceptance(INVALID, str(error))
    if refused := refusals(read.round, rules):
        return Acceptance(NOT_PERMITTED, "\n".join(refused), read)
    return Acceptance(VALID, "The spec is a valid round, and all that it uses is permitted.", read)
