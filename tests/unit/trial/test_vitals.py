"""What a running trial tells of its newest evaluation interval, its pace and its store."""

import json
import math
import threading

import pytest
from tuneround.records.evaluation import Evaluation
from tuneround.records.progress import Progress
from tuneround.spec.objective import Direction, Objective
from tuneround.store.bucket import NoSuchObjectError
from tuneround.store.patience import Patience, TransientStoreError
from tuneround.trial import progress as progress_module
from tuneround.trial.progress import ProgressFile, read_progress
from tuneround.trial.vitals import Vitals

ERROR = Objective(metric="valid/error", direction=Direction.MINIMIZE)


def evaluation(seconds=10.0, metrics=None, **means):
    """Return an evaluation after `seconds`, before which each name was logged four times."""
    logged = {
        name: {"count": 5, "nonfinite": 1} | ({} if mean is None else {"mean": mean})
        for name, mean in means.items()
    }
    return Evaluation(5, metrics or {"valid/error": 0.5}, logged=logged, training_seconds=seconds)


def told(*evaluations, begun=True):
    vitals = Vitals(ERROR)
    if begun:
        vitals.begin()
    for each in evaluations:
        vitals.add(each)
    return vitals.told


def test_means_of_the_newest_interval():
    """Loss and gradient norm are those of the names that the report knows, too."""
    found = told(evaluation(loss=9.0), evaluation(20.0, loss=1.5, grad_norm=2.5, other=7.0))
    assert found == {
        "objective": 0.5, "loss": 1.5, "gradient_norm": 2.5, "data_wait_fraction": None,
    }  # fmt: skip


def test_share_of_the_waiting():
    """Four waits of half a second are a fifth of ten seconds, and of the ten after them."""
    waited = [evaluation(seconds, data_seconds=0.5) for seconds in (10.0, 20.0)]
    assert told(waited[0])["data_wait_fraction"] == pytest.approx(0.2)
    assert told(*waited)["data_wait_fraction"] == pytest.approx(0.2)


def test_an_interval_that_an_earlier_attempt_began_has_no_share():
    """Its values are there, its time is not; the next interval has both."""
    first, second = (evaluation(seconds, data_seconds=0.5) for seconds in (10.0, 15.0))
    assert told(first, begun=False)["data_wait_fraction"] is None
    assert told(first, second, begun=False)["data_wait_fraction"] == pytest.approx(0.4)


def test_an_evaluated_training_loss_stands_in():
    """As in the report; a logged one is preferred."""
    metrics = {"valid/error": 0.5, "train/loss": 3.0}
    assert told(evaluation(metrics=metrics))["loss"] == 3.0
    assert told(evaluation(metrics=metrics, loss=1.5))["loss"] == 1.5


def test_what_was_never_finite_is_absent():
    """JSON has no NaN, and zero would be a lie."""
    found = told(evaluation(metrics={"valid/loss": 1.0}, loss=None, grad_norm=None))
    assert set(found.values()) == {None}


@pytest.fixture
def clock(monkeypatch):
    """Return the time that a progress file believes in."""
    now = [100.0]
    monkeypatch.setattr(progress_module, "monotonic", lambda: now[0])
    return now


def test_the_pace_is_that_since_the_look_before(clock, tmp_path):
    """None at first; the trial's end, which comes too soon for one, repeats the last."""
    file = ProgressFile(tmp_path / "progress.json")
    paces = []
    for seconds, step in ((0.0, 10), (1.0, 20), (4.0, 50), (0.25, 51)):
        clock[0] += seconds
        file.write(Progress(step=step, steps=60))
        paces.append(read_progress(tmp_path / "progress.json").steps_per_second)
    assert paces == [None, 10.0, 7.5, 7.5]


def test_a_program_may_write_what_it_likes(tmp_path):
    """A file that is none of ours is as if it were not there."""
    assert read_progress(tmp_path / "none") is None
    (tmp_path / "other").write_text("50%")
    assert read_progress(tmp_path / "other") is None


def test_a_training_tells_all_of_it(bench, training, tmp_path, monkeypatch):
    """Of a real training: what it logged, saved, and how long it waited for its snapshots."""
    monkeypatch.setattr(progress_module, "WRITE_EVERY_SECONDS", 0.0)
    file = tmp_path / "progress.json"
    training(bench.open(bench.begin().model_copy(update={"progress_file": str(file)})))
    told = Progress.model_validate_json(file.read_bytes())
    assert (told.step, told.steps) == (40, 40)
    assert told.loss is not None and math.isfinite(told.loss)
    assert told.objective is not None and told.best is not None and told.best <= told.objective
    assert (told.gradient_norm, told.data_wait_fraction) == (None, None)
    assert (told.store_failing_since, told.steps_per_second is None) == (None, False)
    assert told.checkpoint_bytes > 0 and told.time is not None
    assert 0 < told.stall_seconds == bench.outcome.stall_seconds < bench.outcome.training_seconds


def test_the_stall_of_earlier_attempts_counts(bench, training):
    """A resumed trial says how long all of its attempts have waited."""
    first = bench.open(bench.begin())

    def die(step):
        first._writer.uploader.drain()
        if step == 33:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        training(first, die)
    second = bench.open(bench.begin())
    seen = []
    training(second, lambda step: seen.append(second._stall.seconds))
    assert seen[0] > 0
    assert bench.outcome.stall_seconds > seen[0]


def failing(*ends):
    """Return an action that ends in each of these ways, one after the other."""
    left = iter(ends)

    def action():
        end = next(left)
        if end is not None:
            raise end

    return action


def test_a_store_fails_from_the_first_failure_to_the_next_answer():
    """While it is tried again, and not after."""
    patience, seen = Patience(60), []

    def watched(*ends):
        action = failing(*ends)

        def watching():
            seen.append(patience.trouble.since)
            action()

        return watching

    patience.persist(watched(TransientStoreError("1"), TransientStoreError("2"), None))
    assert seen[0] is None and seen[1] is not None and seen[1] == seen[2]
    assert patience.trouble.since is None


def test_a_refusal_is_an_answer():
    """A store that says no is there."""
    patience = Patience(60)
    with pytest.raises(NoSuchObjectError):
        patience.persist(failing(TransientStoreError("1"), NoSuchObjectError("2")))
    assert patience.trouble.since is None


def test_another_thread_s_answer_does_not_hide_a_failure():
    """Small objects may pass while a large one does not; giving up is no answer."""
    patience = Patience(0)
    with pytest.raises(TransientStoreError):
        patience.persist(failing(TransientStoreError("1")))
    since = patience.trouble.since
    thread = threading.Thread(target=lambda: patience.persist(failing(None)))
    thread.start()
    thread.join()
    assert since is not None and patience.trouble.since == since


def test_progress_of_an_earlier_version_is_read():
    """A runner may be older than its training program, or newer."""
    told = Progress.model_validate_json(json.dumps({"step": 1, "steps": 2, "best": None}))
    assert (told.checkpoint_bytes, told.loss) == (0, None)
