"""Contents: a listing of a round's trials, sorted into trials, attempts and their objects."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tuneround.store.bucket import Listed
from tuneround.store.keys import AttemptKeys, RoundKeys, ordinal_of

TRIAL = re.compile(r"[0-9]{5,}")
SEGMENT = re.compile(r"metrics/[0-9]{9,}-[0-9]{9,}\.jsonl")
CHECKPOINT = re.compile(r"checkpoints/([0-9]{9,})/([^/]+)")
COMMIT = "COMMIT.json"


@dataclass
class AttemptContents:
    """What the listing shows of one attempt.

    Attributes:
        trial: index of its trial.
        keys: its names.
        names: names of its objects, relative to the attempt.
        checkpoints: step -> name -> size in bytes, with or without a COMMIT.json.

    """

    trial: int
    keys: AttemptKeys
    names: set[str] = field(default_factory=set)
    checkpoints: dict[int, dict[str, int]] = field(default_factory=dict)

    @property
    def is_sealed(self) -> bool:
        """Whether it has finished and all of it lies in metrics.jsonl.gz."""
        return {"outcome.json", "metrics.jsonl.gz"} <= self.names

    @property
    def segments(self) -> list[str]:
        """The keys of its metric segments, in the order of their steps."""
        names = sorted(name for name in self.names if SEGMENT.fullmatch(name))
        return [self.keys.root + name for name in names]

    @property
    def commits(self) -> dict[int, dict[str, int]]:
        """Step -> file name -> size in bytes, of every checkpoint that has a COMMIT.json."""
        return {step: files for step, files in self.checkpoints.items() if COMMIT in files}

    def add(self, name: str, size: int) -> None:
        """Note one object of the attempt."""
        self.names.add(name)
        match = CHECKPOINT.fullmatch(name)
        if match:
            self.checkpoints.setdefault(int(match.group(1)), {})[match.group(2)] = size


def contents_of(keys: RoundKeys, listing: Iterable[Listed]) -> list[AttemptContents]:
    """Return the attempts that a listing of `keys.trials` shows, by trial and attempt id.

    Objects that tuneround has not named are left out.
    """
    attempts: dict[tuple[int, str], AttemptContents] = {}
    for index, attempt, name, size in _named(keys, listing):
        found = attempts.get((index, attempt))
        if found is None:
            found = AttemptContents(index, keys.trial(index).attempt(attempt))
            attempts[index, attempt] = found
        found.add(name, size)
    return [attempts[key] for key in sorted(attempts)]


def _named(keys: RoundKeys, listing: Iterable[Listed]) -> Iterator[tuple[int, str, str, int]]:
    start = len(keys.trials)
    for listed in listing:
        parts = listed.key[start:].split("/", 2)
        if len(parts) == 3 and TRIAL.fullmatch(parts[0]) and ordinal_of(parts[1]) is not None:
            index = int(parts[0])
            if parts[0] == f"{index:05d}":
                yield index, parts[1], parts[2], listed.size
