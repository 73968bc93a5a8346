"""Histories tolerate whatever lies in the bucket, and cost one GET for a finished attempt."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from tuneround.records.attempt import Attempt, Fate, Interruption, Outcome, Parent
from tuneround.records.evaluation import Evaluation, read_lines
from tuneround.store.bucket import Bucket
from tuneround.store.directory import DirectoryBucket
from tuneround.store.histories import read_histories
from tuneround.store.keys import AttemptKeys, RoundKeys
from tuneround.store.metrics import read_sealed, seal, seal_attempt

TIME = "2026-11-23T17:46:17.123Z"
EVALUATIONS = [
    Evaluation(step=step, metrics={"valid/error": 1 / step}, nonfinite=("x",), time=TIME)
    for step in (25, 50, 75, 100)
]
ENDED = Outcome(
    fate=Fate.COMPLETED, reason="", step=100, evaluations=4, training_seconds=1.5, ended=TIME
)
FIRST, SECOND = "0001-00000000", "0002-ffffffff"


class Counter(DirectoryBucket):
    """A folder that remembers what it was asked for."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.read: list[str] = []
        self.listed: list[str] = []

    def list(self, prefix: str) -> Iterator:  # type: ignore[type-arg]
        self.listed.append(prefix)
        return super().list(prefix)

    def get_many(self, keys: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        for key, content in super().get_many(keys):
            self.read.append(key.rsplit("/", 1)[1])
            yield key, content


def begun(bucket: Bucket, keys: AttemptKeys, parent: Parent | None = None) -> Attempt:
    """Write an attempt.json and two segments."""
    attempt = Attempt(trial=7, attempt=keys.attempt, parent=parent, started=TIME, host="here")
    bucket.put(keys.start, attempt.to_json())
    seal(bucket, keys, EVALUATIONS[:2])
    seal(bucket, keys, EVALUATIONS[2:])
    return attempt


def finished(bucket: Bucket, keys: AttemptKeys) -> Attempt:
    """Write a whole attempt."""
    attempt = begun(bucket, keys)
    seal_attempt(bucket, keys, attempt, EVALUATIONS, ENDED)
    bucket.put(keys.outcome, ENDED.to_json())
    return attempt


@pytest.fixture
def bucket(tmp_path: Path) -> Counter:
    """Return a folder that counts."""
    return Counter(tmp_path / "bucket")


@pytest.fixture
def first(keys: RoundKeys) -> AttemptKeys:
    """Return the names of the first attempt of trial 7."""
    return keys.trial(7).attempt(FIRST)


def test_an_empty_bucket_has_no_history(bucket: Counter, keys: RoundKeys) -> None:
    """Nothing is there, and that is no error."""
    assert read_histories(bucket, keys) == []


def test_a_finished_attempt_is_one_read(
    bucket: Counter, keys: RoundKeys, first: AttemptKeys
) -> None:
    """One listing of the round, one object of the attempt, and everything is known."""
    attempt = finished(bucket, first)
    (trial,) = read_histories(bucket, keys)
    assert (bucket.listed, bucket.read) == ([keys.trials], ["metrics.jsonl.gz"])
    (history,) = trial.attempts
    assert (trial.trial, history.attempt) == (7, FIRST)
    assert (history.record, history.outcome) == (attempt, ENDED)
    assert list(read_lines(b"".join(history.lines))) == EVALUATIONS


def test_an_unfinished_attempt_is_read_object_by_object(
    bucket: Counter, keys: RoundKeys, first: AttemptKeys
) -> None:
    """Its start, its interruption and its segments, in the order of steps."""
    attempt = begun(bucket, first, Parent(attempt="0000-00000000", step=25))
    interruption = Interruption(reason="sigterm", step=100, ended=TIME)
    bucket.put(first.interruption, interruption.to_json())
    ((history,),) = [trial.attempts for trial in read_histories(bucket, keys)]
    assert (history.record, history.interruption) == (attempt, interruption)
    assert history.outcome is None
    assert list(read_lines(b"".join(history.lines))) == EVALUATIONS


def test_sealed_but_without_outcome_has_not_finished(
    bucket: Counter, keys: RoundKeys, first: AttemptKeys
) -> None:
    """An attempt that died between its last two objects has no outcome."""
    finished(bucket, first)
    bucket.delete([first.outcome])
    ((history,),) = [trial.attempts for trial in read_histories(bucket, keys)]
    assert history.outcome is None
    assert list(read_lines(b"".join(history.lines))) == EVALUATIONS


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(None, id="missing"),
        pytest.param(lambda content: content[:-20], id="torn"),
        pytest.param(lambda content: content[:30] + b"\xff" + content[31:], id="flipped"),
        pytest.param(lambda content: b"", id="empty"),
        pytest.param(lambda content: b"\x1f\x8b<html>" + b"\xff" * 100, id="foreign"),
    ],
)
def test_a_spoiled_seal_falls_back_to_the_segments(
    bucket: Counter,
    keys: RoundKeys,
    first: AttemptKeys,
    spoil: Callable[[bytes], bytes] | None,
) -> None:
    """Without metrics.jsonl.gz the same history is read from what it was made of."""
    attempt = finished(bucket, first)
    content = bucket.get(first.metrics)
    bucket.delete([first.metrics])
    if spoil is not None:
        bucket.put(first.metrics, spoil(content))
    ((history,),) = [trial.attempts for trial in read_histories(bucket, keys)]
    assert (history.record, history.outcome) == (attempt, ENDED)
    assert list(read_lines(b"".join(history.lines))) == EVALUATIONS


def test_torn_and_doubled_segments_are_handed_over(
    bucket: Counter, keys: RoundKeys, first: AttemptKeys
) -> None:
    """Pieces stay apart, so that a torn last line spoils no other segment."""
    begun(bucket, first)
    torn = bucket.get(first.segment(25, 50))[:-9]
    bucket.put(first.segment(25, 50), torn)
    seal(bucket, first, EVALUATIONS[1:])
    ((history,),) = [trial.attempts for trial in read_histories(bucket, keys)]
    steps = [[line.step for line in read_lines(piece)] for piece in history.lines]
    assert steps == [[25], [50, 75, 100], [75, 100]]


def test_foreign_objects_change_nothing(
    bucket: Counter, keys: RoundKeys, first: AttemptKeys
) -> None:
    """Names and contents that tuneround never wrote are passed over."""
    finished(bucket, first)
    second = keys.trial(7).attempt(SECOND)
    bucket.put(second.start, b"\xff no json")
    expected = read_histories(bucket, keys)
    for name in (
        "README.md",
        "00007/notes.txt",
        "00007/0001-UPPERCASE/attempt.json",
        "7/0001-00000000/attempt.json",
        "000000007/0001-00000000/attempt.json",
        f"00007/{FIRST}/.DS_Store",
        f"00007/{FIRST}/checkpoints/latest/COMMIT.json",
        f"00007/{FIRST}/checkpoints/000000050/model.safetensors",
        f"00007/{FIRST}/metrics/000000001.jsonl",
    ):
        bucket.put(keys.trials + name, b"foreign")
    assert read_histories(bucket, keys) == expected
    assert [a.attempt for a in expected[0].attempts] == [FIRST, SECOND]
    assert expected[0].attempts[1].record is None


def test_commits_are_listed_with_their_files(
    bucket: Counter, keys: RoundKeys, first: AttemptKeys
) -> None:
    """A checkpoint with a COMMIT.json is told with the sizes of its files, another is not."""
    begun(bucket, first)
    bucket.put(first.checkpoint(25).file("model.safetensors"), b"12345")
    bucket.put(first.checkpoint(50).file("model.safetensors"), b"1234567")
    bucket.put(first.checkpoint(50).commit, b"{}")
    ((history,),) = [trial.attempts for trial in read_histories(bucket, keys)]
    assert history.commits == {50: {"COMMIT.json": 2, "model.safetensors": 7}}


def test_a_seal_without_evaluations(bucket: Counter, keys: RoundKeys, first: AttemptKeys) -> None:
    """A trial that failed before its first evaluation is sealed all the same."""
    attempt = Attempt(trial=7, attempt=FIRST, started=TIME, host="here")
    seal_attempt(bucket, first, attempt, [], ENDED)
    sealed = read_sealed(bucket.get(first.metrics))
    assert sealed is not None
    assert (sealed.record, sealed.outcome, sealed.lines) == (attempt, ENDED, b"")


def test_a_seal_is_the_same_bytes_again(
    bucket: Counter, keys: RoundKeys, first: AttemptKeys
) -> None:
    """Nothing of the clock is in the object: writing it twice changes nothing."""
    finished(bucket, first)
    before = bucket.get(first.metrics)
    finished(bucket, first)
    assert bucket.get(first.metrics) == before
