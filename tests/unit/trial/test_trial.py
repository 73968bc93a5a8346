"""Trial: what a training program's life leaves in the bucket."""

import gzip
import json
import os
import signal
import sys
from collections.abc import Callable

import pytest
import torch
from safetensors.torch import load_file
from tuneround.records.attempt import Fate
from tuneround.store.checkpoints import download_checkpoint, read_commit
from tuneround.trial.errors import InterruptedTrialExit, TrialUsageError

VOLATILE = ("training_seconds", "time")


def evaluations(bench) -> dict[int, dict]:
    """Step -> line, of the attempt that finished; times left out."""
    (name,) = [n for n in bench.names() if n.endswith("metrics.jsonl.gz")]
    content = gzip.decompress(bench.bucket.get(bench.trial_keys.root + name))
    lines = [json.loads(line) for line in content.splitlines()][1:-1]
    return {line["step"]: {k: v for k, v in line.items() if k not in VOLATILE} for line in lines}


def test_completed_trial_keeps_its_best_and_last_weights_and_nothing_else(bench, training):
    """A finished trial is its start, its evaluations, its outcome and the weights worth keeping."""
    training(bench.open(bench.begin()))
    assert bench.outcome.fate is Fate.COMPLETED
    assert (bench.outcome.step, bench.outcome.evaluations, bench.outcome.reason) == (40, 8, "")
    values = {step: line["metrics"]["valid/loss"] for step, line in evaluations(bench).items()}
    best = min(values, key=lambda step: (values[step], step))
    names = {name.partition("/")[2] for name in bench.names()}
    kept = {
        f"checkpoints/{step:09d}/{name}"
        for step in (best, 40)
        for name in ("model.safetensors", "COMMIT.json")
    }
    assert names == {"attempt.json", "metrics.jsonl.gz", "outcome.json", *kept}


def test_evaluations_carry_metrics_and_the_summary_of_what_was_logged(bench, training):
    """Each line has the step's metrics and the logged interval before it."""
    training(bench.open(bench.begin()))
    lines = evaluations(bench)
    assert list(lines) == [5, 10, 15, 20, 25, 30, 35, 40]
    assert set(lines[5]["metrics"]) == {"valid/loss", "test/loss"}
    assert all(line["logged"]["loss"]["count"] == 5 for line in lines.values())


@pytest.mark.parametrize("stopped_at", [1, 4, 5, 13, 20, 39, 40])
def test_sigterm_at_any_step_and_a_second_attempt_end_as_if_undisturbed(
    tmp_path, bench, training, stopped_at
):
    """Stopping at a step boundary and resuming gives the same evaluations, bit for bit."""
    undisturbed = type(bench)(tmp_path / "undisturbed")
    training(undisturbed.open(undisturbed.begin()))

    def stop(step: int) -> None:
        if step == stopped_at:
            os.kill(os.getpid(), signal.SIGTERM)

    if stopped_at < 40:
        with pytest.raises(InterruptedTrialExit) as left:
            training(bench.open(bench.begin()), stop)
        assert left.value.code == 143
        assert [(i.reason, i.step) for i in bench.interruptions] == [("sigterm", stopped_at)]
        assert bench.outcome is None
        assert bench.begin().resume.parent.step == stopped_at
        training(bench.open(bench.begin()))
    else:
        training(bench.open(bench.begin()), stop)
    whole = evaluations(undisturbed)
    resumed = evaluations(bench)
    assert resumed == {step: whole[step] for step in resumed}
    assert max(resumed) == 40
    assert bench.outcome.evaluations == 8


def test_weights_of_a_resumed_trial_are_bit_equal(tmp_path, bench, training):
    """The last checkpoint is the same file whether or not the trial was interrupted."""
    undisturbed = type(bench)(tmp_path / "undisturbed")
    training(undisturbed.open(undisturbed.begin()))

    def stop(step: int) -> None:
        if step in (7, 23):
            os.kill(os.getpid(), signal.SIGTERM)

    for _ in range(2):
        with pytest.raises(InterruptedTrialExit):
            training(bench.open(bench.begin()), stop)
    training(bench.open(bench.begin()))
    hashes = []
    for where in (undisturbed, bench):
        (last,) = [c for c in where.survey.commits if c.step == 40]
        keys = where.trial_keys.attempt(last.attempt).checkpoint(40)
        hashes.append(read_commit(where.bucket, keys).files)
    assert hashes[0] == hashes[1]


def test_checkpoint_loads_with_safetensors_alone(bench, training, tmp_path):
    """The weights load into the model by load_file and load_state_dict."""
    training(bench.open(bench.begin()))
    newest = bench.survey.commits[0]
    keys = bench.trial_keys.attempt(newest.attempt).checkpoint(newest.step)
    commit = read_commit(bench.bucket, keys)
    download_checkpoint(bench.bucket, keys, commit, tmp_path / "best", resume=False)
    model = torch.nn.Sequential(
        torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4), torch.nn.Dropout(), torch.nn.Linear(4, 1)
    )
    model.load_state_dict(load_file(tmp_path / "best" / "model.safetensors"))


def test_code_after_evaluate_is_in_the_checkpoint(bench):
    """Snapshots are taken at the end of the step, whatever follows evaluate."""
    trial = bench.open(bench.begin(steps=5))
    with trial:
        model = torch.nn.Linear(1, 1, bias=False)
        trial.track(model=model)
        for step in trial.steps():
            if trial.evaluation_due:
                trial.evaluate({"valid/loss": 1.0})
            torch.nn.init.constant_(model.weight, step)
    keys = bench.trial_keys.attempt(bench.survey.commits[0].attempt).checkpoint(5)
    download_checkpoint(
        bench.bucket, keys, read_commit(bench.bucket, keys), bench.root / "w", resume=False
    )
    assert load_file(bench.root / "w" / "model.safetensors")["weight"].item() == 5


@pytest.mark.parametrize(
    ("value", "reason"),
    [(float("nan"), "valid/loss was not finite at step 5"), (float("inf"), "was not finite")],
    ids=["nan", "infinite"],
)
def test_nonfinite_objective_is_infeasible_and_recorded(bench, value, reason):
    """A diverged objective is a result: the program goes on quietly after the with block."""
    with bench.open(bench.begin()) as trial:
        for _ in trial.steps():
            if trial.evaluation_due:
                trial.evaluate({"valid/loss": value})
    assert bench.outcome.fate is Fate.INFEASIBLE
    assert reason in bench.outcome.reason
    assert evaluations(bench)[5]["metrics"] == {"valid/loss": None}
    assert evaluations(bench)[5]["nonfinite"] == ["valid/loss"]


@pytest.mark.parametrize(("losses", "fate"), [(9, Fate.COMPLETED), (10, Fate.INFEASIBLE)])
def test_ten_nonfinite_losses_in_a_row_are_infeasible(bench, losses, fate):
    """Nine are not; the count goes on over evaluations."""
    with bench.open(bench.begin()) as trial:
        for step in trial.steps():
            trial.log(loss=float("nan") if 3 < step <= 3 + losses else 1.0)
            if trial.evaluation_due:
                trial.evaluate({"valid/loss": 1.0})
    assert bench.outcome.fate is fate


def test_declared_infeasible_gives_its_reason(bench):
    """trial.infeasible ends the block without an exception."""
    with bench.open(bench.begin()) as trial:
        for _ in trial.steps():
            trial.infeasible("head width 3 does not divide 64")
    assert bench.outcome.reason == "head width 3 does not divide 64"


def test_device_out_of_memory_is_infeasible(bench):
    """Too little GPU memory is a property of the configuration."""
    with bench.open(bench.begin()) as trial:
        for _ in trial.steps():
            raise torch.OutOfMemoryError("CUDA out of memory")
    assert bench.outcome.fate is Fate.INFEASIBLE


def test_exception_before_the_first_step_fails_at_once(bench):
    """It would come back; the outcome holds the traceback."""
    with pytest.raises(FileNotFoundError), bench.open(bench.begin()):
        raise FileNotFoundError("no data here")
    assert bench.outcome.fate is Fate.FAILED
    assert "no data here" in bench.outcome.traceback


def test_exception_in_a_later_step_is_tried_again_and_fails_when_it_comes_back(bench, training):
    """The same exception at the same step, from the same commit, is the program's own."""

    def fail(step: int) -> None:
        if step == 18:
            raise ZeroDivisionError("at 18")

    with pytest.raises(ZeroDivisionError):
        training(bench.open(bench.begin()), fail)
    assert bench.outcome is None
    assert [(i.exception, i.step) for i in bench.interruptions] == [("ZeroDivisionError", 17)]
    with pytest.raises(ZeroDivisionError):
        training(bench.open(bench.begin()), fail)
    assert bench.outcome.fate is Fate.FAILED


@pytest.mark.parametrize("code", [None, 0, 4])
def test_leaving_by_sys_exit_in_mid_training_is_an_interruption(bench, training, code):
    """Libraries answer SIGTERM so; the trial is not finished and goes on later."""

    def leave(step: int) -> None:
        if step == 18:
            sys.exit(code)

    with pytest.raises(SystemExit):
        training(bench.open(bench.begin()), leave)
    assert [(i.exception, i.step) for i in bench.interruptions] == [("SystemExit", 17)]
    assert bench.outcome is None


def test_sys_exit_after_the_last_step_is_the_regular_end(bench, training):
    """A program may leave by sys.exit(0) inside the with block."""
    with pytest.raises(SystemExit), bench.open(bench.begin(steps=5)) as trial:
        for _ in trial.steps():
            if trial.evaluation_due:
                trial.evaluate({"valid/loss": 1.0})
        sys.exit(0)
    assert bench.outcome.fate is Fate.COMPLETED


def test_zombie_that_wakes_up_after_its_successor_began_changes_nothing(bench, training):
    """A higher ordinal stops the older attempt before it commits, prunes or finishes."""
    zombie = bench.open(bench.begin())
    before: list[str] = []

    def replaced(step: int) -> None:
        if step == 12:
            zombie._writer.uploader.drain()
            training(bench.open(bench.begin()))
            before.extend(n for n in bench.names() if "/metrics/" not in n)

    with pytest.raises(SystemExit) as left:
        training(zombie, replaced)
    assert left.value.code == 0
    assert [n for n in bench.names() if "/metrics/" not in n] == before
    assert bench.outcome.fate is Fate.COMPLETED


def test_two_attempts_at_once_give_one_outcome(bench, training):
    """Two pods that began together share an ordinal; both finish, the lowest id is the trial."""
    first = bench.begin()
    second = first.model_copy(update={"attempt": "0001-ffffffff"})
    bench.bucket.put(
        bench.trial_keys.attempt(second.attempt).start,
        bench.bucket.get(bench.trial_keys.attempt(first.attempt).start),
    )
    training(bench.open(first), lambda step: None)
    training(bench.open(second), lambda step: None)
    assert bench.outcome.fate is Fate.COMPLETED
    assert sum(name.endswith("outcome.json") for name in bench.names()) == 2


def never_evaluated(trial) -> None:
    for _ in trial.steps():
        trial.log(loss=1.0)


def evaluated_when_not_due(trial) -> None:
    for _ in trial.steps():
        trial.evaluate({"valid/loss": 1.0})


def evaluated_twice(trial) -> None:
    for _ in trial.steps():
        if trial.evaluation_due:
            trial.evaluate({"valid/loss": 1.0})
            trial.evaluate({"valid/loss": 1.0})


def evaluated_without_objective(trial) -> None:
    for _ in trial.steps():
        if trial.evaluation_due:
            trial.evaluate({"loss": 1.0})


def logged_a_vector(trial) -> None:
    for _ in trial.steps():
        trial.log(loss=torch.ones(2))


def tracked_in_the_loop(trial) -> None:
    for _ in trial.steps():
        trial.track(model=torch.nn.Linear(1, 1))


@pytest.mark.parametrize(
    ("program", "says"),
    [
        (never_evaluated, "Every due step is evaluated"),
        (evaluated_when_not_due, "one that is not due at step 1"),
        (evaluated_twice, "a second one at step 5"),
        (evaluated_without_objective, "got no 'valid/loss' among loss"),
        (logged_a_vector, "A metric is one number"),
        (tracked_in_the_loop, "tracked before the first step"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_wrong_use_is_refused_with_the_next_step(bench, program: Callable, says):
    """What would make trials incomparable is an error at once."""
    with pytest.raises(TrialUsageError, match=says), bench.open(bench.begin()) as trial:
        program(trial)


def test_leaving_the_loop_early_is_completed_and_said(bench):
    """The reason names the step, so that a report can tell."""
    with bench.open(bench.begin()) as trial:
        for step in trial.steps():
            if trial.evaluation_due:
                trial.evaluate({"valid/loss": 1.0})
            if step == 10:
                break
    assert bench.outcome.fate is Fate.COMPLETED
    assert bench.outcome.reason == "the program left its loop at step 9 of 40"


def test_keep_best_keeps_as_many_as_it_says(bench):
    """Retention over a known curve: the best three and the last."""
    values = [0.9, 0.3, 0.8, 0.1, 0.7, 0.2, 0.6, 0.5]
    with bench.open(bench.begin(keep=3)) as trial:
        trial.track(model=torch.nn.Linear(1, 1))
        for step in trial.steps():
            if trial.evaluation_due:
                trial.evaluate({"valid/loss": values[step // 5 - 1]})
                trial._writer.uploader.drain()
    assert sorted(commit.step for commit in bench.survey.commits) == [10, 20, 30, 40]
