"""Keys: the one file that spells an object's name.

<prefix>/<study>/<round>/
spec/<n>.yaml   plan/<first>-<last>.jsonl
trials/00042/<attempt>/attempt.json
trials/00042/<attempt>/metrics/<first step>-<last step>.jsonl
trials/00042/<attempt>/checkpoints/000000250/{model.safetensors, state.pt, COMMIT.json}
trials/00042/<attempt>/{metrics.jsonl.gz, interruption.json, outcome.json}
results/<n>/…   reveals/<n>.json   result.json
"""

import hashlib
import re
import secrets
from dataclasses import dataclass

PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,62}")
ATTEMPT = re.compile(r"(\d{4,})-[0-9a-f]{8}")


def segment_of(name: str) -> str:
    """Return `name` as one part of a key: itself if plain, else a slug with a hash of the whole.

    >>> segment_of("digits-mlp"), segment_of("../<b>x</b>")
    ('digits-mlp', 'b-x-b-3d5a88e9')
    """
    if PLAIN.fullmatch(name):
        return name
    slug = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:40].rstrip("-") or "study"
    return f"{slug}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def new_attempt(ordinal: int, token: str | None = None) -> str:
    """Return a fresh attempt id, `<ordinal>-<random>`, or with `token` for its random part."""
    return f"{ordinal:04d}-{token or secrets.token_hex(4)}"


def ordinal_of(attempt: str) -> int | None:
    """Return the ordinal of an attempt id, or None for a foreign folder's name."""
    match = ATTEMPT.fullmatch(attempt)
    return int(match.group(1)) if match else None


@dataclass(frozen=True)
class CheckpointKeys:
    """Names within one checkpoint."""

    root: str
    step: int

    @property
    def commit(self) -> str:
        """Written last, deleted first."""
        return f"{self.root}COMMIT.json"

    def file(self, name: str) -> str:
        """Name a file of the checkpoint."""
        return f"{self.root}{name}"


@dataclass(frozen=True)
class AttemptKeys:
    """Names within one attempt."""

    root: str
    attempt: str

    @property
    def start(self) -> str:
        """attempt.json."""
        return f"{self.root}attempt.json"

    @property
    def outcome(self) -> str:
        """outcome.json."""
        return f"{self.root}outcome.json"

    @property
    def interruption(self) -> str:
        """interruption.json."""
        return f"{self.root}interruption.json"

    @property
    def metrics(self) -> str:
        """metrics.jsonl.gz, all segments in one object."""
        return f"{self.root}metrics.jsonl.gz"

    @property
    def segments(self) -> str:
        """Prefix of the metric segments."""
        return f"{self.root}metrics/"

    def segment(self, first: int, last: int) -> str:
        """Name a metric segment that holds the evaluations of steps `first` to `last`."""
        return f"{self.segments}{first:09d}-{last:09d}.jsonl"

    def checkpoint(self, step: int) -> CheckpointKeys:
        """Return the keys of the checkpoint of `step`."""
        return CheckpointKeys(f"{self.root}checkpoints/{step:09d}/", step)


@dataclass(frozen=True)
class TrialKeys:
    """Names within one trial."""

    root: str
    index: int

    def attempt(self, attempt: str) -> AttemptKeys:
        """Return the keys of one attempt."""
        return AttemptKeys(f"{self.root}{attempt}/", attempt)


@dataclass(frozen=True)
class RoundKeys:
    """Names within one round."""

    root: str

    @classmethod
    def of(cls, prefix: str, study: str, round_name: str) -> "RoundKeys":
        """Return the keys of round `round_name` of `study` under `prefix`."""
        return cls(f"{prefix}/{segment_of(study)}/{segment_of(round_name)}/")

    def beside(self, round_name: str) -> "RoundKeys":
        """Return the keys of another round of the study."""
        return RoundKeys(f"{self.study}{segment_of(round_name)}/")

    @property
    def study(self) -> str:
        """Prefix of all rounds of the study."""
        return f"{self.root.rstrip('/').rpartition('/')[0]}/"

    def spec(self, revision: int) -> str:
        """Name a revision of the spec, from 1."""
        return f"{self.root}spec/{revision}.yaml"

    @property
    def specs(self) -> str:
        """Prefix of the spec's revisions."""
        return f"{self.root}spec/"

    def plan(self, first: int, last: int) -> str:
        """Name an extent of the plan: trials `first` to `last`."""
        return f"{self.root}plan/{first:05d}-{last:05d}.jsonl"

    @property
    def plans(self) -> str:
        """Prefix of the plan's extents."""
        return f"{self.root}plan/"

    @property
    def trials(self) -> str:
        """Prefix of all trials."""
        return f"{self.root}trials/"

    def trial(self, index: int) -> TrialKeys:
        """Return the keys of one trial."""
        return TrialKeys(f"{self.trials}{index:05d}/", index)

    @property
    def result(self) -> str:
        """The only object ever rewritten."""
        return f"{self.root}result.json"

    @property
    def results(self) -> str:
        """Prefix of all aggregations."""
        return f"{self.root}results/"

    def in_result(self, number: int, path: str) -> str:
        """Name a file of aggregation `number`."""
        return f"{self.results}{number}/{path}"

    @property
    def reveals(self) -> str:
        """Prefix of the records that test metrics were looked at."""
        return f"{self.root}reveals/"

    def reveal(self, number: int) -> str:
        """Name a record of one look at the test metrics."""
        return f"{self.reveals}{number}.json"
