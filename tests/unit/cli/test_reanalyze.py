"""`tuneround reanalyze`, over a round in a local folder."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from made_bucket import ATTEMPT, KEYS, TIME, local_bucket
from tuneround.records.attempt import Attempt, Fate, Outcome
from tuneround.records.evaluation import Evaluation
from tuneround.store.checkpoints import save_checkpoint
from tuneround.store.metrics import seal_attempt


def train(bucket, index, errors, losses, *, kept):
    """Write a completed trial's evaluations every 5 steps, and checkpoints of the steps `kept`."""
    keys = KEYS.trial(index).attempt(ATTEMPT)
    steps = range(5, 5 * len(errors) + 1, 5)
    evaluations = [
        Evaluation(
            step=step,
            metrics={"valid/error_rate": error, "valid/loss": loss, "test/error_rate": error},
            training_seconds=1.0,
            time=TIME,
        )
        for step, error, loss in zip(steps, errors, losses, strict=True)
    ]
    for step in kept:
        with TemporaryDirectory() as folder:
            weights = Path(folder) / "model.safetensors"
            weights.write_bytes(b"weights")
            save_checkpoint(
                bucket,
                keys.checkpoint(step),
                {weights.name: weights},
                {},
                evaluations=step // 5,
                last_evaluation=step,
                before_commit=lambda: None,
            )
    record = Attempt(trial=index, attempt=ATTEMPT, started=TIME, host="here")
    outcome = Outcome(
        fate=Fate.COMPLETED, reason="", step=steps[-1], training_seconds=1.0, ended=TIME
    )
    seal_attempt(bucket, keys, record, evaluations, outcome)
    bucket.put(keys.outcome, outcome.to_json())


@pytest.fixture
def call(tmp_path, round_text, tuneround):
    """Return what calls a command on a round of four trials, of which two have completed.

    Trial 0 (nesterov) has the best evaluation, but trial 1 (adam) the best last one.
    """
    file, workdir = tmp_path / "round.yaml", tmp_path / "rounds"
    file.write_text(round_text)

    def call(name, *options):
        return tuneround(name, str(file), "--workdir", str(workdir), *options)

    call.workdir = workdir
    assert call("plan", "--save").code == 0
    bucket = local_bucket(workdir)
    train(bucket, 0, [0.5, 0.1, 0.6, 0.5], [1.0, 2.0, 3.0, 0.5], kept=[10])
    train(bucket, 1, [0.4, 0.3, 0.3, 0.2], [1.0, 0.9, 0.8, 0.7], kept=[5, 15])
    assert call("aggregate", "--no-report").code == 0
    return call


def choice(content):
    return (content["best"]["trial"], content["best"]["step"], content["best"]["value"])


RULES = {
    "best": ((), (0, 10, 0.1), True, True),
    "final": (("--rule", "final"), (1, 20, 0.2), False, False),
    "smoothed": (("--rule", "smoothed"), (1, 20, pytest.approx(0.8 / 3)), False, False),
    "window": (("--rule", "smoothed", "--window", "2"), (1, 20, pytest.approx(0.25)), False, False),
    "metric": (("--metric", "valid/loss", "--direction", "minimize"), (0, 20, 0.5), True, True),
    "direction": (("--direction", "maximize"), (0, 15, 0.6), True, True),
}


@pytest.mark.parametrize(("options", "expected", "trial", "setting"), RULES.values(), ids=RULES)
def test_each_rule_and_metric_chooses_its_own(call, options, expected, trial, setting):
    """The choice by the rule, from the published tables, beside the result that stands."""
    content = json.loads(call("reanalyze", "--json", *options).out)
    assert choice(content) == expected
    assert (content["same_trial"], content["same_setting"]) == (trial, setting)
    assert (content["tables"], content["result"]) == (1, 1)
    assert (content["completed"], content["valued"]) == (2, 2)
    assert [s["hyperparameters"]["optimizer"] for s in content["settings"]] == (
        ["nesterov", "adam"] if trial else ["adam", "nesterov"]
    )


def test_a_person_reads_the_choice_the_settings_and_the_change(call):
    """The text names the winner, a row for each setting, and that the conclusion changes."""
    out = call("reanalyze", "--rule", "final").out
    assert out.startswith(
        "By final of valid/error_rate (lower is better): trial 1, 0.2 at step 20."
    )
    assert [line.split()[:3] for line in out.splitlines()[3:6]] == [
        ["final", "trial", "step"],
        ["0.2", "1", "20"],
        ["0.5", "0", "20"],
    ]
    assert "The conclusion changes: result 1 chose another setting, by trial 0, 0.1" in out


def test_the_guide_shows_what_is_printed(call):
    """The example in docs/reanalyze.md is this round's."""
    guide = (Path(__file__).parents[3] / "docs" / "reanalyze.md").read_text()
    assert f"```text\n{call('reanalyze', '--rule', 'final').out}```" in guide


def test_the_nearest_kept_checkpoint_is_named(call):
    """Where the chosen step has no checkpoint, the nearest of that trial's is."""
    out = call("reanalyze", "--rule", "final").out
    assert "The checkpoint of step 20 was not kept; the nearest that was, of step 15" in out
    assert KEYS.trial(1).attempt(ATTEMPT).checkpoint(15).root in out
    kept = call("reanalyze").out
    assert f"Its checkpoint was kept: {KEYS.trial(0).attempt(ATTEMPT).checkpoint(10).root}" in kept


def test_without_published_tables_the_trials_are_read(call):
    """A result whose tables were deleted is collected anew, to the same choice."""
    bucket = local_bucket(call.workdir)
    bucket.delete([KEYS.in_result(1, "evaluations.parquet")])
    content = json.loads(call("reanalyze", "--json", "--rule", "final").out)
    assert content["tables"] is None
    assert choice(content) == (1, 20, 0.2)


def test_without_a_result_there_is_nothing_to_compare_with(call):
    """A round that was never aggregated is judged all the same."""
    bucket = local_bucket(call.workdir)
    bucket.delete([KEYS.result])
    assert json.loads(call("reanalyze", "--json").out)["same_trial"] is None
    assert "No result stands to compare with" in call("reanalyze").out


def test_nothing_is_written(call):
    """Judging again leaves the bucket as it was."""

    def objects():
        return sorted(p for p in call.workdir.rglob("*") if p.is_file())

    before = objects()
    call("reanalyze", "--rule", "final")
    assert objects() == before


def test_a_torn_table_says_how_it_is_written_anew(call):
    """A Parquet file that is none ends with 1 and the next step."""
    local_bucket(call.workdir).put(KEYS.in_result(1, "trials.parquet"), b"torn")
    finished = call("reanalyze")
    assert finished.code == 1
    assert "tuneround aggregate FILE" in finished.err


REFUSED = {
    "a test metric": (("--metric", "test/error_rate", "--direction", "minimize"), "--reveal-test"),
    "no direction": (("--metric", "valid/loss"), "--direction minimize or --direction maximize"),
    "an unknown metric": (("--metric", "loss", "--direction", "minimize"), "valid/loss"),
    "a window without smoothed": (("--window", "5"), "--rule smoothed"),
}


@pytest.mark.parametrize(("options", "hint"), REFUSED.values(), ids=REFUSED)
def test_wrong_questions_are_refused(call, options, hint):
    """The message says the rule and the next step, and nothing is printed."""
    finished = call("reanalyze", *options)
    assert finished.code == 2
    assert hint in finished.err
    assert finished.out == ""
