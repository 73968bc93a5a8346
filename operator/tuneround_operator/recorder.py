"""Recorder: who hears what the operator does; the metrics do."""

from collections.abc import Hashable
from typing import Protocol

from tuneround_operator.facts import RoundFacts


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

    def failed(self, kind: str) -> None:
        """Hear of a failure, by one word of few."""

    def wrote(self, kind: str) -> None:
        """Hear of a write to the API server, by one word of few."""

    def forgotten(self, key: Hashable) -> None:
        """Hear that a round was deleted."""
