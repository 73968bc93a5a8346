"""Recorder: who hears what the operator does; the metrics do."""

from collections.abc import Hashable
from enum import StrEnum
from typing import Protocol

from tuneround_operator.facts import RoundFacts


class Failure(StrEnum):
    """What can go wrong, by who can help."""

    API = "api"
    """The API server refused something, or is away."""
    NOTIFICATION = "notification"
    """Whoever is told of a round's end refused it, or is away."""
    TIMEOUT = "timeout"
    """One round took too long."""
    ROUND = "round"
    """Something of a round cannot be read."""
    UNKNOWN = "unknown"
    """Nobody foresaw it."""


class Recorder(Protocol):
    """Takes results; decides nothing."""

    def reconciled(
        self, key: Hashable, seconds: float, outcome: str, facts: RoundFacts | None
    ) -> None:
        """Hear how a round was looked at, and what is known of it; None: nothing new."""

    def queued(self, length: int) -> None:
        """Hear how many rounds are due."""

    def waited(self, seconds: float) -> None:
        """Hear how long a round was due before it was looked at."""

    def failed(self, kind: Failure) -> None:
        """Hear of a failure."""

    def wrote(self, kind: str) -> None:
        """Hear of a write to the API server, by one word of few."""

    def forgotten(self, key: Hashable) -> None:
        """Hear that a round was deleted."""
