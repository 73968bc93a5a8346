"""Begin: resuming from the newest commit that proves whole, whatever else lies there."""

import pytest
from tuneround.records.attempt import Fate, Outcome
from tuneround.trial.errors import InterruptedTrialExit


@pytest.fixture
def interrupted(bench, training):
    """Return a trial stopped at step 22: checkpoints of the best, and of 22 with its state."""
    import os
    import signal

    def stop(step: int) -> None:
        if step == 22:
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(InterruptedTrialExit):
        training(bench.open(bench.begin(keep=2)), stop)
    return bench


def newest(bench, name: str) -> str:
    (attempt,) = bench.survey.names
    return bench.trial_keys.attempt(attempt).checkpoint(22).file(name)


def flip(content: bytes) -> bytes:
    return content[:-1] + bytes([content[-1] ^ 1])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda b: b.bucket.delete([newest(b, "COMMIT.json")]),
        lambda b: b.bucket.put(newest(b, "COMMIT.json"), b'{"step": 22, "fil'),
        lambda b: b.bucket.delete([newest(b, "state.pt")]),
        lambda b: b.bucket.put(newest(b, "state.pt"), flip(b.bucket.get(newest(b, "state.pt")))),
        lambda b: b.bucket.put(newest(b, "model.safetensors"), b"short"),
    ],
    ids=["no-commit", "torn-commit", "missing-file", "other-sha256", "other-size"],
)
def test_spoiled_checkpoint_is_not_resumed_from(interrupted, spoil, training):
    """Only a commit whose files have their sizes and hashes counts; the trial still ends."""
    spoil(interrupted)
    assignment = interrupted.begin()
    assert assignment.resume is None
    training(interrupted.open(assignment))
    assert interrupted.outcome.fate is Fate.COMPLETED
    assert interrupted.outcome.evaluations == 8


def test_foreign_objects_change_nothing(interrupted):
    """Folders and files that no attempt wrote are passed over."""
    root = interrupted.trial_keys.root
    for name in (
        "README.txt",
        "latest/outcome.json",
        "0001-XYZ/attempt.json",
        "9999-deadbeef-copy/outcome.json",
    ):
        interrupted.bucket.put(root + name, b"{}")
    (attempt,) = interrupted.survey.names
    interrupted.bucket.put(f"{root}{attempt}/checkpoints/notes/COMMIT.json", b"{}")
    interrupted.bucket.put(f"{root}{attempt}/checkpoints/-5/COMMIT.json", b"{}")
    assert interrupted.survey.next_ordinal == 2
    assert interrupted.begin().resume.parent.step == 22


@pytest.mark.parametrize("content", [b"", b"{", b'{"fate": "won"}', b"[]"])
def test_torn_outcome_is_no_outcome(interrupted, content):
    """A trial whose outcome cannot be read is not finished."""
    (attempt,) = interrupted.survey.names
    interrupted.bucket.put(interrupted.trial_keys.attempt(attempt).outcome, content)
    assert interrupted.outcome is None


def test_outcome_prefers_completed_then_the_lowest_attempt(bench):
    """Completed before infeasible before failed, then the lowest id."""
    for attempt, fate in [
        ("0001-00000000", "failed"),
        ("0002-00000000", "infeasible"),
        ("0003-00000000", "completed"),
        ("0004-00000000", "completed"),
    ]:
        outcome = Outcome(fate=fate, reason=attempt, step=1, ended="")
        bench.bucket.put(bench.trial_keys.attempt(attempt).outcome, outcome.to_json())
    assert bench.outcome.reason == "0003-00000000"


def test_ancestry_lists_the_commits_of_all_parents(interrupted, training):
    """A third attempt knows what the first two have kept."""
    import os
    import signal

    def stop(step: int) -> None:
        if step == 33:
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(InterruptedTrialExit):
        training(interrupted.open(interrupted.begin(keep=2)), stop)
    committed = interrupted.begin(keep=2).resume.committed
    assert committed[-1].step == 33
    assert len({commit.attempt for commit in committed}) == 2
