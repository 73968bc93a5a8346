"""Moments: times as Kubernetes spells them."""

from datetime import UTC, datetime


def spelled(moment: datetime) -> str:
    """Return a time in UTC, to the second.

    >>> spelled(datetime(2026, 11, 1, 12, tzinfo=UTC))
    '2026-11-01T12:00:00Z'
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_moment(text: str | None) -> datetime | None:
    """Return the time that a text spells; None: none, or nothing that can be read."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
