"""How far a round is, from the names in its bucket."""

from pathlib import Path

import pytest
from tuneround.cli.standing import counts, standings
from tuneround.records.attempt import Fate, Interruption, Outcome
from tuneround.store.directory import DirectoryBucket
from tuneround.store.keys import AttemptKeys, RoundKeys

KEYS = RoundKeys.of("rounds", "digits", "r1")
TIME = "2026-11-23T17:46:17.123Z"
FIRST, SECOND = "0001-00000000", "0002-00000000"


@pytest.fixture
def bucket(tmp_path: Path) -> DirectoryBucket:
    """Return an empty bucket."""
    return DirectoryBucket(tmp_path)


def attempt(bucket: DirectoryBucket, trial: int, name: str) -> AttemptKeys:
    """Begin an attempt."""
    keys = KEYS.trial(trial).attempt(name)
    bucket.put(keys.start, b"{}")
    return keys


def end(bucket: DirectoryBucket, keys: AttemptKeys, fate: Fate) -> None:
    """Finish an attempt with `fate`."""
    outcome = Outcome(fate=fate, reason="", step=9, evaluations=1, training_seconds=1.0, ended=TIME)
    bucket.put(keys.outcome, outcome.to_json())


def interrupt(bucket: DirectoryBucket, keys: AttemptKeys) -> None:
    """Interrupt an attempt."""
    interruption = Interruption(reason="sigterm", step=5, ended=TIME)
    bucket.put(keys.interruption, interruption.to_json())


def state(bucket: DirectoryBucket) -> str:
    """Return the state of trial 0."""
    return standings(bucket, KEYS)[0].state


def test_every_planned_trial_is_counted_once(bucket: DirectoryBucket) -> None:
    """The states add up to what is planned; what the bucket does not hold is missing."""
    for index, fate in enumerate((Fate.COMPLETED, Fate.INFEASIBLE, Fate.FAILED)):
        end(bucket, attempt(bucket, index, FIRST), fate)
    attempt(bucket, 3, FIRST)
    interrupt(bucket, attempt(bucket, 4, FIRST))
    tally = counts(range(7), standings(bucket, KEYS))
    assert tally == {
        "planned": 7,
        "completed": 1,
        "infeasible": 1,
        "failed": 1,
        "running": 1,
        "interrupted": 1,
        "missing": 2,
    }


def test_best_finished_attempt_decides(bucket: DirectoryBucket) -> None:
    """A trial that one attempt completed is completed, whatever another says."""
    end(bucket, attempt(bucket, 0, FIRST), Fate.FAILED)
    end(bucket, attempt(bucket, 0, SECOND), Fate.COMPLETED)
    assert state(bucket) == "completed"


def test_retried_trial_is_running_again(bucket: DirectoryBucket) -> None:
    """After an interruption the newest attempt speaks for the trial."""
    interrupt(bucket, attempt(bucket, 0, FIRST))
    assert state(bucket) == "interrupted"
    attempt(bucket, 0, SECOND)
    assert state(bucket) == "running"


def test_step_is_read_from_the_names_of_the_segments(bucket: DirectoryBucket) -> None:
    """How far a trial is costs no read of its metrics."""
    bucket.put(attempt(bucket, 0, FIRST).segment(5, 10), b"")
    assert standings(bucket, KEYS)[0].step == 10


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"fate": "interrupted"}'])
def test_foreign_outcome_finishes_nothing(content: bytes, bucket: DirectoryBucket) -> None:
    """An outcome that cannot be read leaves the trial running."""
    bucket.put(attempt(bucket, 0, FIRST).outcome, content)
    assert state(bucket) == "running"


def test_foreign_objects_are_no_trials(bucket: DirectoryBucket) -> None:
    """Objects that tuneround has not named change no count."""
    for name in ("README", "x/y/z", "00001/notes.txt", "00001/not-an-attempt/outcome.json"):
        bucket.put(KEYS.trials + name, b"{}")
    assert standings(bucket, KEYS) == {}
