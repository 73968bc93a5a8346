"""Said: what a condition says, before anybody asks since when."""

from dataclasses import dataclass

from tuneround_operator.status import ConditionStatus


@dataclass(frozen=True)
class Said:
    """Status, reason and message of a condition."""

    status: ConditionStatus
    reason: str
    message: str


def yes(reason: str, message: str) -> Said:
    """Return that it is so."""
    return Said(ConditionStatus.TRUE, reason, message)


def no(reason: str, message: str) -> Said:
    """Return that it is not so."""
    return Said(ConditionStatus.FALSE, reason, message)


def unknown(reason: str, message: str) -> Said:
    """Return that it is open."""
    return Said(ConditionStatus.UNKNOWN, reason, message)
