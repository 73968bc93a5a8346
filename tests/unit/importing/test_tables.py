"""Long tables: what becomes of their rows."""

import json
from math import inf, nan

import polars as pl
import pytest
from import_desk import OBJECTIVE, Desk

CURVES = """\
trial,step,valid/loss,valid/accuracy,note
a,10,0.9,0.1,x
a,20,0.5,,
b,10,0.8,0.2,
b,20,0.7,0.3,
"""
TRIALS = "trial,lr,optimizer,layers\na,0.1,adam,2\nb,0.001,sgd,2\n"


@pytest.fixture
def files(desk: Desk) -> tuple[object, ...]:
    """Return the arguments that import two trials."""
    curves, trials = desk.write("curves.csv", CURVES), desk.write("trials.csv", TRIALS)
    return (curves, "--hyperparameters", trials, *OBJECTIVE)


def test_a_table_becomes_a_round_that_every_reader_knows(desk: Desk, files) -> None:
    """Trials, evaluations and hyperparameters of a table are those of the round, by name."""
    tables = desk.imported(*files)
    assert tables.evaluations.select("trial", "step", "valid/loss", "valid/accuracy").rows() == [
        (0, 10, 0.9, 0.1),
        (0, 20, 0.5, None),
        (1, 10, 0.8, 0.2),
        (1, 20, 0.7, 0.3),
    ]
    found = tables.trials.select("fate", "hyperparameter/lr", "hyperparameter/optimizer", "step")
    assert found.rows() == [("completed", 0.1, "adam", 20), ("completed", 0.001, "sgd", 20)]


def test_the_round_can_be_judged(desk: Desk, files) -> None:
    """`aggregate` and `best` answer from an imported round as from any other."""
    desk.imported(*files)
    where = (desk.folder / "r1.yaml", "--workdir", desk.folder / "rounds")
    judged = desk.run("aggregate", *where, "--no-report", "--json")
    result = json.loads(judged.out)
    assert (result["best"]["trial"], result["best"]["step"], result["best"]["value"]) == (
        0,
        20,
        0.5,
    )
    assert result["checkpoint"] is None
    assert "0.5" in desk.run("best", *where).out


def test_the_file_says_what_was_seen(desk: Desk, files) -> None:
    """The round's file has the budget, the space and the points of the trials, and is valid."""
    desk.imported(*files)
    spec = desk.spec()
    assert (spec.budget.trials, spec.budget.steps, spec.budget.evaluate_every) == (2, 20, 10)
    assert {h.name: (h.min, h.max, h.is_log, h.values) for h in spec.hyperparameters.nuisance} == {
        "lr": (0.001, 0.1, False, None),
        "optimizer": (None, None, False, ("adam", "sgd")),
    }
    assert [(h.name, h.value) for h in spec.hyperparameters.fixed] == [("layers", 2)]
    assert [dict(point) for point in spec.search.points] == [
        {"lr": 0.1, "optimizer": "adam"},
        {"lr": 0.001, "optimizer": "sgd"},
    ]
    text = (desk.folder / "r1.yaml").read_text()
    assert "A next round needs yours" in text
    assert "Columns without a number were left out: note." in text


def test_importing_again_does_nothing(desk: Desk, files) -> None:
    """The same import again writes nothing, and says so."""
    desk.imported(*files)
    before = {path: path.stat().st_mtime_ns for path in desk.folder.rglob("*") if path.is_file()}
    again = desk.import_(*files)
    after = {path: path.stat().st_mtime_ns for path in desk.folder.rglob("*") if path.is_file()}
    assert again.out.startswith("Nothing to do: all 2 trials are there")
    assert {p: t for p, t in after.items() if p.name != "lock"} == {
        p: t for p, t in before.items() if p.name != "lock"
    }


def test_an_import_that_was_broken_off_goes_on(desk: Desk, files) -> None:
    """A trial that has no outcome yet is written by the next import, the others stay."""
    desk.imported(*files)
    (outcome,) = desk.folder.glob("rounds/s3/**/00001/*/outcome.json")
    outcome.unlink()
    assert desk.import_(*files).out.startswith("Imported 1 trials; 1 were there already.")
    assert desk.tables().trials["fate"].to_list() == ["completed", "completed"]


def test_the_goal_in_the_file_may_be_edited(desk: Desk, files) -> None:
    """A file that describes the same round is kept as it is."""
    desk.imported(*files)
    file = desk.folder / "r1.yaml"
    edited = file.read_text().replace("goal: ", "goal: Is it Adam? # ")
    file.write_text(edited)
    assert desk.import_(*files).code == 0
    assert file.read_text() == edited


def test_another_round_is_not_overwritten(desk: Desk, files) -> None:
    """Other hyperparameters under the same name are another round: refused, with a new name."""
    desk.imported(*files)
    desk.write("trials.csv", TRIALS.replace("0.001", "0.002"))
    (desk.folder / "r1.yaml").rename(desk.folder / "kept.yaml")
    finished = desk.import_(*files)
    assert finished.code == 2
    assert "0.002" in finished.err
    assert "r1-r2" in finished.err
    assert not (desk.folder / "r1.yaml").exists()


def test_other_evaluations_of_the_same_round_are_refused(desk: Desk, files) -> None:
    """A round whose trials measured something else already is left alone."""
    desk.imported(*files)
    desk.write("curves.csv", CURVES.replace("0.7", "0.6"))
    finished = desk.import_(*files)
    assert finished.code == 2
    assert "other evaluations" in finished.err
    assert desk.tables().trials["best_value"].to_list() == [0.5, 0.7]


@pytest.mark.parametrize(
    ("losses", "fate"),
    [
        ((0.5, nan), "infeasible"),
        ((nan, nan), "infeasible"),
        ((0.5, inf), "infeasible"),
        ((nan, 0.5), "completed"),
        ((0.5, None), "completed"),
        ((None, None), "infeasible"),
    ],
    ids=["ends as NaN", "always NaN", "ends infinite", "recovers", "blank at the end", "blank"],
)
def test_which_objectives_make_a_trial_infeasible(losses, fate, desk: Desk) -> None:
    """A trial that ends non-finite, or was never finite, is infeasible; blank is not measured."""
    rows = [{"trial": "a", "step": i, "valid/loss": v, "x": 1.0} for i, v in enumerate(losses)]
    rows += [{"trial": "b", "step": 0, "valid/loss": 0.3, "x": 1.0}]
    curves = desk.write("curves.jsonl", "\n".join(map(json.dumps, rows)))
    trials = desk.write("trials.json", json.dumps({"a": {"lr": 0.1}, "b": {"lr": 0.2}}))
    tables = desk.imported(curves, "--hyperparameters", trials, *OBJECTIVE)
    assert tables.trials["fate"].to_list() == [fate, "completed"]
    assert tables.evaluations.filter(trial=0)["valid/loss"].to_list() == [
        v if v is not None and v == v and v != inf else None for v in losses
    ]


def test_hyperparameters_may_be_columns_of_the_table(desk: Desk) -> None:
    """Columns that --hyperparameters names, by patterns too, are no metrics."""
    curves = desk.write(
        "curves.tsv",
        "trial\tglobal_step\tvalid/loss\thp/lr\thp/wd\n1\t5\t0.5\t0.1\t3\n2\t5\t0.4\t0.2\t4\n",
    )
    tables = desk.imported(curves, "--hyperparameters", "hp/*", "--map", "hp/lr=lr", *OBJECTIVE)
    assert tables.trials["hyperparameter/lr"].to_list() == [0.1, 0.2]
    assert tables.trials["hyperparameter/hp_wd"].to_list() == [3, 4]
    assert "hp/lr" not in tables.evaluations.columns


def test_parquet(desk: Desk) -> None:
    """A table of Parquet is read as it is typed; null is blank."""
    frame = pl.DataFrame(
        {"trial": [1, 1], "step": [1, 2], "valid/loss": [0.5, None], "t": [1, 2], "lr": [0.1, 0.1]}
    )
    frame.write_parquet(desk.folder / "c.parquet")
    tables = desk.imported(desk.folder / "c.parquet", "--hyperparameters", "lr", *OBJECTIVE)
    assert tables.evaluations.select("step", "valid/loss", "t").rows() == [
        (1, 0.5, 1.0),
        (2, None, 2.0),
    ]


def test_rows_of_one_step_are_one_evaluation(desk: Desk) -> None:
    """Where a logger writes each metric in a row of its own, rows of a step are joined."""
    curves = desk.write("c.csv", "trial,step,train/loss,valid/loss,epoch\n1,5,0.9,,0\n1,5,,0.8,0\n")
    tables = desk.imported(
        curves, "--hyperparameters", desk.write("t.csv", "trial,lr\n1,0.1\n"), *OBJECTIVE
    )
    assert tables.evaluations.select("step", "train/loss", "valid/loss", "epoch").rows() == [
        (5, 0.9, 0.8, 0.0)
    ]


def test_only_what_is_wanted_is_imported(desk: Desk, files) -> None:
    """--only and --leave-out choose metrics by pattern; the objective is always there."""
    tables = desk.imported(*files, "--only", "train/*", "--leave-out", "layers")
    assert "valid/loss" in tables.evaluations.columns
    assert "valid/accuracy" not in tables.evaluations.columns
    assert "hyperparameter/layers" not in tables.trials.columns


def test_test_metrics_are_stored_and_hidden(desk: Desk) -> None:
    """Metrics under test/ lie in the bucket, and no reader shows them unasked."""
    curves = desk.write(
        "c.csv", "trial,step,valid/loss,test/loss,lr\n1,5,0.5,0.625,1\n2,5,0.6,0.7,2\n"
    )
    tables = desk.imported(curves, "--hyperparameters", "lr", *OBJECTIVE)
    assert "test/loss" not in tables.evaluations.columns
    where = (desk.folder / "r1.yaml", "--workdir", desk.folder / "rounds")
    desk.run("aggregate", *where, "--no-report")
    assert "0.625" in desk.run("best", *where, "--reveal-test").out


@pytest.mark.parametrize(
    ("word", "fate"),
    [
        ("Finished", "completed"),
        ("diverged", "infeasible"),
        ("FAILED", "failed"),
        ("killed", "interrupted"),
    ],
)
def test_a_status_says_what_became_of_a_trial(word: str, fate: str, desk: Desk) -> None:
    """--status takes the words of other tools."""
    curves = desk.write("c.csv", "trial,step,valid/loss\n1,5,0.5\n2,5,0.6\n")
    trials = desk.write("t.csv", f"trial,lr,state\n1,0.1,{word}\n2,0.2,\n")
    tables = desk.imported(curves, "--hyperparameters", trials, "--status", "state", *OBJECTIVE)
    assert tables.trials["fate"].to_list() == [fate, "completed"]
    assert tables.evaluations.height == 2


def test_a_trial_that_measured_nothing_is_missing(desk: Desk, files) -> None:
    """A trial that only has hyperparameters is planned, and accounted for as missing."""
    desk.write("trials.csv", TRIALS + "c,0.5,adam,2\n")
    assert desk.imported(*files).trials["fate"].to_list() == ["completed", "completed", "missing"]


def test_seconds_are_the_training_time(desk: Desk) -> None:
    """--seconds fills the training time, which is absent otherwise, not zero."""
    curves = desk.write("c.csv", "trial,step,valid/loss,lr,time\n1,5,0.5,1,7.5\n2,5,0.6,2,8.5\n")
    arguments = (curves, "--hyperparameters", "lr", *OBJECTIVE)
    timed = desk.imported(*arguments, "--seconds", "time", into="timed.yaml")
    assert timed.trials["training_seconds"].to_list() == [7.5, 8.5]
    assert desk.imported(*arguments).trials["training_seconds"].to_list() == [None, None]
