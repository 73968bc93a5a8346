"""Events: what happened to a round, as `kubectl describe` tells it."""

from dataclasses import dataclass
from enum import StrEnum


class EventType(StrEnum):
    """Kubernetes' two kinds."""

    NORMAL = "Normal"
    WARNING = "Warning"


@dataclass(frozen=True)
class RoundEvent:
    """One event. The same happening has the same name, whoever tells it, and however often.

    Attributes:
        name: of the Event; 409 means that it was told already.
        type: Normal or Warning.
        reason: one word in CamelCase.
        message: for people, at most 1,024 characters.

    """

    name: str
    type: EventType
    reason: str
    message: str
