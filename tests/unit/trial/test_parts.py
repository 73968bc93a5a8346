"""The small parts of a trial: intervals, retention, uploads, segments, states, programs."""

import sys
import threading
from array import array

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tuneround.errors import InputError
from tuneround.records.evaluation import QUANTILES, evaluation_of
from tuneround.spec.checkpoints import KeptMetric
from tuneround.spec.objective import Direction
from tuneround.trial.buffers import Buffers
from tuneround.trial.errors import TrialUsageError
from tuneround.trial.interval import Interval, summary
from tuneround.trial.program import Program, rendered
from tuneround.trial.retention import retained
from tuneround.trial.segments import SegmentWriter
from tuneround.trial.state import Snapshot, TrackedState
from tuneround.trial.trial import Trial
from tuneround.trial.uploader import Reason, Uploader

finite = st.floats(-1e6, 1e6)


@given(st.lists(finite, min_size=1, max_size=50))
def test_summary_agrees_with_numpy(values):
    """Mean, extremes and quantiles are numpy's."""
    told = summary(array("d", values))
    assert told["count"] == len(values)
    assert told["mean"] == pytest.approx(np.mean(values), rel=1e-9, abs=1e-9)
    assert (told["min"], told["max"]) == (min(values), max(values))
    assert told["quantiles"] == pytest.approx(list(np.quantile(values, QUANTILES)), abs=1e-6)


def test_summary_of_nothing_finite_has_no_numbers():
    """What is absent stays absent."""
    assert summary(array("d", [float("nan")] * 3)) == {"count": 3, "nonfinite": 3}


@pytest.mark.parametrize(
    "value",
    [1, 1.0, True, np.float32(1), torch.tensor(1.0), torch.ones(1, requires_grad=True)],
    ids=["int", "float", "bool", "numpy", "tensor", "gradient"],
)
def test_log_takes_anything_that_is_one_number(value):
    """Whatever its type, it counts as 1.0."""
    interval = Interval()
    interval.add({"x": value})
    assert list(interval.take()["x"]) == [1.0]


def test_logged_tensor_is_a_snapshot():
    """A tensor that changes in place afterwards does not change what was logged."""
    running = torch.zeros(())
    interval = Interval()
    for _ in range(3):
        running += 1
        interval.add({"x": running})
    assert list(interval.take()["x"]) == [1.0, 2.0, 3.0]


def test_interval_goes_on_after_its_state_was_loaded():
    """A checkpoint in the middle of an interval loses no logged value."""
    first, second = Interval(), Interval()
    first.add({"loss": 1.0, "norm": 2.0})
    second.load_state_dict(first.state_dict())
    second.add({"loss": 3.0})
    taken = {name: list(values) for name, values in second.take().items()}
    assert taken == {"loss": [1.0, 3.0], "norm": [2.0]}


@given(
    st.dictionaries(st.integers(1, 30), finite, min_size=1),
    st.integers(1, 4),
    st.sampled_from(Direction),
)
def test_retention_keeps_the_latest_and_the_best(values, count, direction):
    """Against sorting by hand; ties go to the earlier step."""
    history = {step: {"m": value} for step, value in values.items()}
    rule = KeptMetric(metric="m", direction=direction, count=count)
    sign = 1 if direction is Direction.MINIMIZE else -1
    best = sorted(values, key=lambda step: (sign * values[step], step))[:count]
    assert retained(history, values, [rule]) == {max(values), *best}


def test_retention_ignores_commits_without_an_evaluation_unless_latest():
    """A commit made by SIGTERM between evaluations is kept only while it is the newest."""
    rule = KeptMetric(metric="m", direction=Direction.MINIMIZE)
    assert retained({5: {"m": 1.0}}, [5, 7], [rule]) == {5, 7}
    assert retained({5: {"m": 1.0}, 10: {"m": 2.0}}, [5, 7, 10], [rule]) == {5, 10}


class HeldSaves:
    """Saves that wait until they are let go."""

    def __init__(self) -> None:
        self.saved: list[int] = []
        self.started = threading.Semaphore(0)
        self.go = threading.Semaphore(0)

    def __call__(self, snapshot: Snapshot) -> None:
        self.started.release()
        assert self.go.acquire(timeout=10)
        self.saved.append(snapshot.step)


def snapshot(step: int) -> Snapshot:
    return Snapshot(step, {}, {}, Buffers())


def test_uploader_drops_periodic_ones_and_lets_a_newer_best_replace_a_waiting_one():
    """At most one is in flight and one waits."""
    save = HeldSaves()
    uploader = Uploader(save)
    assert uploader.accepts(Reason.PERIODIC)
    uploader.submit(snapshot(1))
    assert save.started.acquire(timeout=10)
    assert not uploader.accepts(Reason.PERIODIC)
    buffers = []
    for step in (2, 3):
        assert uploader.accepts(Reason.BEST)
        buffers.append(uploader.buffers())
        uploader.submit(Snapshot(step, {}, {}, buffers[-1]))
    for _ in range(2):
        save.go.release()
    uploader.drain()
    uploader.stop()
    assert save.saved == [1, 3]
    assert buffers[0] is buffers[1]


def test_uploader_hands_its_error_to_the_training_thread():
    """The training hears of a failed save, and nothing more is accepted."""

    def fail(_: Snapshot) -> None:
        raise OSError("disk full")

    uploader = Uploader(fail)
    uploader.submit(snapshot(1))
    with pytest.raises(OSError, match="disk full"):
        uploader.drain()
    assert not uploader.accepts(Reason.BEST)
    uploader.stop()


def test_segments_are_sealed_by_flush_and_never_twice():
    """Each evaluation lies in exactly one segment, in order."""
    sealed: list[list[int]] = []
    writer = SegmentWriter(lambda evaluations: sealed.append([e.step for e in evaluations]))
    for step in (1, 2, 3):
        writer.add(lambda step=step: evaluation_of(step, {}))
        if step == 2:
            writer.flush()
    writer.flush()
    writer.flush()
    writer.stop()
    assert sealed == [[1, 2], [3]]


def test_segment_that_could_not_be_sealed_is_kept_for_the_next_try():
    """A store that fails once loses no evaluation."""
    sealed: list[int] = []
    errors = [OSError("down")]

    def seal(evaluations) -> None:
        if errors:
            raise errors.pop()
        sealed.extend(e.step for e in evaluations)

    writer = SegmentWriter(seal)
    writer.add(lambda: evaluation_of(1, {}))
    with pytest.raises(OSError, match="down"):
        writer.flush()
    writer.flush()
    writer.stop()
    assert sealed == [1]


class Stateful:
    """An object whose state is what it was given."""

    def __init__(self, state: object) -> None:
        self.state = state

    def state_dict(self) -> object:
        return self.state

    def load_state_dict(self, state: object) -> None:
        self.state = state


@pytest.mark.parametrize(
    "state",
    [{"a": np.ones(2)}, {"a": [np.float64(1)]}, {"a": object()}],
    ids=["numpy-array", "numpy-scalar", "object"],
)
def test_state_that_could_not_be_loaded_again_is_refused_when_tracked(state):
    """Nothing unpickles, so only plain values are tracked; the error names the place."""
    with pytest.raises(TrialUsageError, match=r"thing\['a'\]"):
        TrackedState(None).track({"thing": Stateful(state)})


@pytest.mark.parametrize(
    "objects", [{"a": Stateful({"x": 1}), "b": Stateful({})}, {}], ids=["more", "none"]
)
def test_resuming_with_other_names_is_refused(tmp_path, objects):
    """A changed program does not silently train from half a state."""
    saved = TrackedState(None)
    saved.track({"a": Stateful({"x": 1})})
    saved.snapshot(1, {}, Buffers()).write(tmp_path)
    resumed = TrackedState(tmp_path)
    with pytest.raises(TrialUsageError, match="tracks what its checkpoint holds"):
        resumed.track(objects)
        resumed.restore_randomness()


def test_snapshot_does_not_change_when_the_training_goes_on():
    """It is a copy, its nested containers included."""
    model = torch.nn.Linear(2, 2)
    state = {"seen": [1], "average": torch.zeros(2)}
    tracked = TrackedState(None)
    tracked.track({"model": model, "other": Stateful(state)})
    taken = tracked.snapshot(1, {}, Buffers())
    weight = taken.weights["model"]["weight"].clone()
    with torch.no_grad():
        model.weight.add_(1)
        state["average"].add_(1)
    state["seen"].append(2)
    assert torch.equal(taken.weights["model"]["weight"], weight)
    assert taken.rest["objects"]["other"]["seen"] == [1]
    assert taken.rest["objects"]["other"]["average"].tolist() == [0, 0]


def test_program_remembers_the_end_of_its_stderr_and_passes_its_exit_code_on(capfd):
    """What the program says is passed through, and its end kept for the outcome."""
    code = "import sys; sys.stderr.write('x' * 9000 + 'the end'); sys.exit(7)"
    program = Program([sys.executable, "-c", code], {})
    assert program.wait() == 7
    assert program.stderr_tail.endswith("the end")
    assert len(program.stderr_tail) == 8000
    assert capfd.readouterr().err.endswith("the end")


@pytest.mark.parametrize(
    ("argument", "rendered_as"),
    [
        ("--lr={lr}", "--lr=0.001"),
        ("{nesterov}", "true"),
        ('{{"a": {lr}}}', '{"a": 0.001}'),
        ("$(rm -rf {name})", "$(rm -rf a b; c)"),
    ],
)
def test_command_is_rendered_without_a_shell(argument, rendered_as):
    """Braces are literal when doubled; a value stays one argument, whatever is in it."""
    values = {"lr": 1e-3, "nesterov": True, "name": "a b; c"}
    assert rendered([argument], values) == [rendered_as]


def test_several_processes_by_hand_are_refused(monkeypatch):
    """Each would begin an attempt of its own, and replace the others'."""
    monkeypatch.delenv("TUNEROUND_TRIAL", raising=False)
    monkeypatch.setenv("WORLD_SIZE", "2")
    with pytest.raises(InputError, match="got WORLD_SIZE=2"):
        Trial.from_environment({})
