"""Survey: what the bucket holds of one trial, from one listing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError

from tuneround.records.attempt import FINISHED, Attempt, Interruption, Outcome, Parent
from tuneround.records.model import Record
from tuneround.store.bucket import Bucket, NoSuchObjectError
from tuneround.store.keys import TrialKeys, ordinal_of

R = TypeVar("R", bound=Record)
COMMIT = "/COMMIT.json"


@dataclass(frozen=True)
class Survey:
    """The attempts of a trial, lowest ordinal first.

    Attributes:
        bucket: where they lie.
        keys: the trial's names.
        names: attempt -> the names of its objects, relative to the attempt.

    """

    bucket: Bucket
    keys: TrialKeys
    names: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, bucket: Bucket, keys: TrialKeys) -> "Survey":
        """List the trial; foreign objects are left out."""
        found: dict[str, set[str]] = {}
        for listed in bucket.list(keys.root):
            attempt, _, name = listed.key.removeprefix(keys.root).partition("/")
            if ordinal_of(attempt) is not None and name:
                found.setdefault(attempt, set()).add(name)
        ordered = sorted(found, key=lambda attempt: (ordinal_of(attempt) or 0, attempt))
        return cls(bucket, keys, {attempt: frozenset(found[attempt]) for attempt in ordered})

    @property
    def next_ordinal(self) -> int:
        """The ordinal of the next attempt, from 1."""
        return max((ordinal_of(attempt) or 0 for attempt in self.names), default=0) + 1

    @property
    def outcome(self) -> Outcome | None:
        """The trial's outcome: completed before infeasible before failed, then the lowest id."""
        outcomes = [self.read(self.keys.attempt(a).outcome, Outcome) for a in self.names]
        finished = [o for o in outcomes if o is not None and o.fate in FINISHED]
        return min(finished, key=lambda o: FINISHED.index(o.fate), default=None)

    def interruption(self, attempt: str) -> Interruption | None:
        """How `attempt` was interrupted, as far as it could say."""
        return self.read(self.keys.attempt(attempt).interruption, Interruption)

    @property
    def interruptions(self) -> tuple[Interruption, ...]:
        """How unfinished attempts ended, as far as they or their supervisors could say."""
        found = (self.interruption(attempt) for attempt in self.names)
        return tuple(i for i in found if i is not None)

    @property
    def commits(self) -> list[Parent]:
        """Every commit of every attempt, the newest step first, then the highest ordinal."""
        found = [
            Parent(attempt=attempt, step=step)
            for attempt in reversed(list(self.names))
            for step in self._committed_steps(attempt)
        ]
        return sorted(found, key=lambda commit: -commit.step)

    @property
    def last_committed(self) -> int:
        """The newest committed step of all attempts; 0 when there is none."""
        return max((commit.step for commit in self.commits), default=0)

    def has_ended(self, attempt: str) -> bool:
        """Whether `attempt` says how it ended."""
        return not self.names[attempt].isdisjoint({"interruption.json", "outcome.json"})

    def ancestry(self, newest: Parent) -> tuple[Parent, ...]:
        """Return the commits that lead to `newest`, itself included: its attempt's and parents'."""
        commits: list[Parent] = []
        fork: Parent | None = newest
        seen: set[str] = set()
        while fork is not None and fork.attempt not in seen:
            seen.add(fork.attempt)
            steps = [s for s in self._committed_steps(fork.attempt) if s <= fork.step]
            commits += [Parent(attempt=fork.attempt, step=step) for step in steps]
            start = self.read(self.keys.attempt(fork.attempt).start, Attempt)
            fork = start.parent if start is not None else None
        return tuple(sorted(commits, key=lambda commit: commit.step))

    def _committed_steps(self, attempt: str) -> Iterator[int]:
        for name in self.names.get(attempt, ()):
            step = name.removeprefix("checkpoints/").removesuffix(COMMIT)
            if name == f"checkpoints/{step}{COMMIT}" and step.isdecimal() and int(step) > 0:
                yield int(step)

    def read(self, key: str, record: type[R]) -> R | None:
        """Return a record of the trial; None when it is not there or cannot be parsed."""
        attempt, _, name = key.removeprefix(self.keys.root).partition("/")
        if name not in self.names.get(attempt, ()):
            return None
        try:
            return record.model_validate_json(self.bucket.get(key))
        except (NoSuchObjectError, ValidationError):
            return None  # torn or foreign: readers trust only what they can parse
