"""Folders of tables, as AlgoPerf's lie: a small excerpt, made here."""

import json
from pathlib import Path

import pytest
from import_desk import Desk
from tuneround.importing.pattern import PathPattern

OBJECTIVE = ("--metric", "validation/accuracy", "--direction", "maximize")
SMOOTHING = {1: 0.1, 2: 0.2, 10: 0.0}


@pytest.fixture
def pattern(desk: Desk) -> str:
    """Lay three trials of two studies; return the path that fits their evaluations."""
    for study in range(2):
        for trial, smoothing in SMOOTHING.items():
            folder = f"algoperf/study_{study}/resnet_jax/trial_{trial}"
            rows = [(1, 0.01), (1500, 0.5 + trial / 100), (3000, 0.49 + study / 100)]
            lines = "".join(f"{step},{value},{value / 2}\n" for step, value in rows)
            header = "global_step,validation/accuracy,train/loss\n"
            desk.write(f"{folder}/eval_measurements.csv", header + lines)
            hparams = {"label_smoothing": smoothing, "learning_rate": 0.001, "beta2": 0.99}
            desk.write(f"{folder}/hparams.json", json.dumps(hparams))
    return (
        f"{desk.folder}/algoperf/study_{{repeat}}/resnet_jax/trial_{{trial}}/eval_measurements.csv"
    )


@pytest.mark.parametrize("is_whole", [True, False], ids=["whole path", "name beside"])
def test_repeats_are_seeds_of_one_point(is_whole: bool, desk: Desk, pattern: str) -> None:
    """{repeat} tells the seeds of a point apart; points go by number, not by text."""
    own = pattern.replace("eval_measurements.csv", "hparams.json") if is_whole else "hparams.json"
    tables = desk.imported(pattern, "--hyperparameters", own, *OBJECTIVE)
    assert tables.trials.select(
        "index", "point", "repeat", "hyperparameter/label_smoothing"
    ).rows() == [
        (0, 0, 0, 0.1),
        (1, 0, 1, 0.1),
        (2, 1, 0, 0.2),
        (3, 1, 1, 0.2),
        (4, 2, 0, 0.0),
        (5, 2, 1, 0.0),
    ]
    assert tables.trials["best_value"].to_list() == [0.51, 0.51, 0.52, 0.52, 0.6, 0.6]
    assert (desk.spec().budget.trials, desk.spec().budget.repeats) == (6, 2)
    assert desk.spec().budget.evaluate_every == 1499


def test_hyperparameters_in_one_table(desk: Desk, pattern: str) -> None:
    """A table with a row a trial serves all repeats of the trial."""
    trials = desk.write(
        "t.jsonl", "".join(json.dumps({"trial": t, "lr": t / 10}) + "\n" for t in SMOOTHING)
    )
    tables = desk.imported(pattern, "--hyperparameters", trials, *OBJECTIVE)
    assert tables.trials["hyperparameter/lr"].to_list() == [0.1, 0.1, 0.2, 0.2, 1.0, 1.0]


def test_a_seed_that_is_missing_is_accounted_for(desk: Desk, pattern: str) -> None:
    """Where a point lacks a repeat, that trial is missing, and the others keep their places."""
    (desk.folder / "algoperf/study_0/resnet_jax/trial_2/eval_measurements.csv").unlink()
    tables = desk.imported(pattern, "--hyperparameters", "hparams.json", *OBJECTIVE)
    assert tables.trials.filter(fate="missing")["index"].to_list() == [2]
    assert tables.trials["hyperparameter/label_smoothing"].to_list() == [
        0.1,
        0.1,
        0.2,
        0.2,
        0.0,
        0.0,
    ]


def test_names_in_braces_may_be_hyperparameters(desk: Desk) -> None:
    """A name in braces that is neither trial nor repeat is a hyperparameter."""
    for rate in ("0.1", "0.01"):
        desk.write(f"runs/lr={rate}/metrics.csv", "step,validation/accuracy\n1,0.5\n")
    source = f"{desk.folder}/runs/lr={{lr}}/metrics.csv"
    tables = desk.imported(source, *OBJECTIVE)
    assert tables.trials["hyperparameter/lr"].to_list() == [0.01, 0.1]


def test_a_trial_has_the_same_hyperparameters_in_every_repeat(desk: Desk, pattern: str) -> None:
    """Repeats that differ in a hyperparameter are told by file."""
    own = desk.folder / "algoperf/study_1/resnet_jax/trial_2/hparams.json"
    own.write_text(own.read_text().replace("0.99", "0.9"))
    (found, _) = desk.refusal(pattern, "--hyperparameters", "hparams.json", *OBJECTIVE)
    assert found == (
        "algoperf/study_1/resnet_jax/trial_2/eval_measurements.csv: The repeats of a trial have "
        "the same hyperparameters; got another beta2 in trial `2, repeat 1`. Correct them, or tell "
        "the trials apart by {trial} alone."
    )


def test_every_file_that_is_wrong_is_named(desk: Desk, pattern: str) -> None:
    """Missing and broken files of several trials come in one error."""
    root = desk.folder / "algoperf/study_0/resnet_jax"
    (root / "trial_1/hparams.json").unlink()
    (root / "trial_2/hparams.json").write_text("[1]")
    (root / "trial_10/eval_measurements.csv").write_text(
        "global_step,validation/accuracy\n1,x\n2,1\n"
    )
    found = desk.refusal(pattern, "--hyperparameters", "hparams.json", *OBJECTIVE)
    places = [
        line.split(": ")[0].removeprefix("algoperf/study_0/resnet_jax/") for line in found[:-1]
    ]
    assert sorted(places) == [
        "trial_1/hparams.json",
        "trial_10/eval_measurements.csv:2",
        "trial_2/hparams.json",
    ]


def test_a_pattern_that_fits_nothing(desk: Desk) -> None:
    """A pattern without files is refused."""
    (found, _) = desk.refusal(f"{desk.folder}/no/{{trial}}.csv", *OBJECTIVE)
    assert found.endswith("fits at least one file; got none. Correct the path.")


def test_braces_of_hyperparameters_are_those_of_the_source(desk: Desk, pattern: str) -> None:
    """A name in braces that the source lacks cannot be filled."""
    (found, _) = desk.refusal(pattern, "--hyperparameters", "x/{study}/h.json", *OBJECTIVE)
    assert "got {study}. Write one of repeat, trial." in found


def test_patterns_take_other_characters_literally(tmp_path: Path) -> None:
    """What a glob or a regular expression would take for its own is a plain character."""
    for name in ("a[1]+x.csv", "a1+x.csv", "a[1]+yy.csv"):
        (tmp_path / name).touch()
    found = PathPattern(f"{tmp_path}/a[1]+{{trial}}.csv").matches()
    assert [fields for _, fields in found] == [{"trial": "x"}, {"trial": "yy"}]


def test_a_name_in_braces_twice_is_the_same_twice(tmp_path: Path) -> None:
    """Where a name comes again it stands for the same part."""
    for name in ("1/trial_1.csv", "1/trial_2.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = PathPattern(f"{tmp_path}/{{trial}}/trial_{{trial}}.csv").matches()
    assert [fields for _, fields in found] == [{"trial": "1"}]
