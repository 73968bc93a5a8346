"""Histories: what the bucket holds of a trial, in memory, before anybody has judged it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tuneround.records.attempt import Attempt, Interruption, Outcome


@dataclass(frozen=True)
class AttemptHistory:
    """One attempt of a trial, as read.

    Attributes:
        attempt: its id, `<ordinal>-<random>`; ids sort in the order of their ordinals.
        record: attempt.json, or None when it is missing or cannot be read.
        outcome: outcome.json, or None while the attempt has not finished.
        interruption: interruption.json, or None.
        lines: pieces of JSONL with its evaluations, uncompressed; may be torn or doubled.
        commits: step -> file name -> size in bytes as listed, for every checkpoint folder that
            has a COMMIT.json.

    """

    attempt: str
    record: Attempt | None = None
    outcome: Outcome | None = None
    interruption: Interruption | None = None
    lines: tuple[bytes, ...] = ()
    commits: Mapping[int, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class TrialHistory:
    """All attempts of one trial, in any order."""

    trial: int
    attempts: tuple[AttemptHistory, ...] = ()
