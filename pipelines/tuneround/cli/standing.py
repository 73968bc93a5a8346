"""Standing: how far a round is, from one listing of its trials and their outcomes.

No metric is read: a round of 1,000 trials is one listing and 1,000 small objects.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from tuneround.records.attempt import FINISHED, Fate, Outcome
from tuneround.store.bucket import Bucket
from tuneround.store.contents import AttemptContents, contents_of
from tuneround.store.keys import RoundKeys

RUNNING = "running"
STATES = (*map(str, FINISHED), RUNNING, str(Fate.INTERRUPTED), str(Fate.MISSING))


@dataclass
class TrialStanding:
    """What the bucket says of one trial.

    Attributes:
        attempts: its attempts, oldest first.
        fates: how those that have finished ended.

    """

    attempts: list[AttemptContents] = field(default_factory=list)
    fates: set[Fate] = field(default_factory=set)

    @property
    def state(self) -> str:
        """The trial's fate; `running` when its newest attempt was begun and has not ended."""
        for fate in FINISHED:
            if fate in self.fates:
                return fate
        ended = "interruption.json" in self.attempts[-1].names
        return Fate.INTERRUPTED if ended else RUNNING

    @property
    def step(self) -> int:
        """The last step with a sealed evaluation, of any attempt; 0 before the first."""
        names = (key for attempt in self.attempts for key in attempt.segments)
        return max((int(name[: -len(".jsonl")].rsplit("-", 1)[1]) for name in names), default=0)


def standings(bucket: Bucket, keys: RoundKeys) -> dict[int, TrialStanding]:
    """Return the standing of every trial of which the bucket holds anything."""
    found: dict[int, TrialStanding] = {}
    trial_of: dict[str, int] = {}
    for attempt in contents_of(keys, bucket.list(keys.trials)):
        found.setdefault(attempt.trial, TrialStanding()).attempts.append(attempt)
        if "outcome.json" in attempt.names:
            trial_of[attempt.keys.outcome] = attempt.trial
    for key, content in bucket.get_many(trial_of):
        fate = _fate(content)
        if fate is not None:
            found[trial_of[key]].fates.add(fate)
    return found


def counts(planned: Iterable[int], found: Mapping[int, TrialStanding]) -> dict[str, int]:
    """Return how many of the `planned` trials are in each state; the states add up to planned."""
    tally = Counter(
        str(found[index].state) if index in found else str(Fate.MISSING) for index in planned
    )
    return {"planned": tally.total(), **{state: tally[state] for state in STATES}}


def _fate(content: bytes | None) -> Fate | None:
    if content is None:
        return None
    try:
        fate = Outcome.model_validate_json(content).fate
    except ValidationError:
        return None
    return fate if fate in FINISHED else None
