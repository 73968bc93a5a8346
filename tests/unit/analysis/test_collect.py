import polars as pl
import pytest
from made_histories import ACCURACY, ERROR, attempt, history, line, outcome, planned
from tuneround.analysis.collection.collect import collect
from tuneround.analysis.collection.history import AttemptHistory
from tuneround.analysis.tables import metric_columns, parquet
from tuneround.records.attempt import Fate, Interruption

A, B = "0001-aaaaaaaa", "0002-bbbbbbbb"


def steps(tables, trial=0):
    rows = tables.evaluations.filter(pl.col("trial") == trial)
    return list(zip(rows["attempt"], rows["step"], rows[ERROR.metric], strict=True))


def test_every_planned_trial_has_one_row_and_no_other_trial():
    """N planned are N accounted for; a trial that nobody planned is foreign."""
    plan = [planned(i) for i in (2, 0, 1)]
    histories = [
        history(7, attempt(A, {10: 0.1}, outcome=outcome())),
        history(1, attempt(A, {10: 0.2}, outcome=outcome(Fate.FAILED))),
        history(0, attempt(A, {10: 0.3})),
    ]
    tables = collect(plan, histories, ERROR)
    fates = list(zip(tables.trials["index"], tables.trials["fate"], strict=True))
    assert fates == [(0, "interrupted"), (1, "failed"), (2, "missing")]
    assert tables.evaluations["trial"].to_list() == [0, 1]


def test_a_trials_row():
    """A row tells how the trial ended and what it reached, best and last."""
    values = {10: 0.5, 20: 0.2, 30: 0.2, 40: None}
    end = outcome(Fate.INFEASIBLE, step=44, reason="diverged", traceback="Trace")
    tables = collect([planned(0)], [history(0, attempt(A, values, outcome=end))], ERROR)
    row = tables.trials.row(0, named=True)
    assert {k: v for k, v in row.items() if not k.startswith("hyper")} == {
        "index": 0,
        "setting": 0,
        "point": 0,
        "repeat": 0,
        "fate": "infeasible",
        "reason": "diverged",
        "traceback": "Trace",
        "attempts": 1,
        "best_value": 0.2,
        "best_step": 20,
        "last_value": None,
        "last_step": 40,
        "step": 44,
        "training_seconds": 4.4,
        "stall_seconds": None,
    }


def test_an_unfinished_trial_tells_how_far_it_came():
    """An interrupted trial's row goes by its interruption and its evaluations."""
    end = Interruption(reason="sigterm", step=12, ended="")
    held = attempt(A, {10: 0.5, 20: 0.4})
    told = AttemptHistory(A, record=held.record, interruption=end, lines=held.lines)
    row = collect([planned(0)], [history(0, told)], ERROR).trials.row(0, named=True)
    assert (row["fate"], row["reason"], row["step"]) == ("interrupted", "sigterm", 20)
    assert row["training_seconds"] == 2.0


def test_evaluations_beyond_a_fork_do_not_count():
    """What a parent went on to evaluate after its child had forked changes nothing."""
    first = attempt(A, {10: 0.5, 20: 0.4, 30: 0.001})
    second = attempt(B, {10: 0.001, 30: 0.3}, parent=(A, 20), outcome=outcome())
    tables = collect([planned(0)], [history(0, first, second)], ERROR)
    assert steps(tables) == [(A, 10, 0.5), (A, 20, 0.4), (B, 30, 0.3)]


def test_a_doubled_segment_counts_once():
    """A segment written twice, or overlapping another, changes nothing."""
    held = attempt(A, {10: 0.5, 20: 0.4}, outcome=outcome())
    doubled = AttemptHistory(
        A, record=held.record, outcome=held.outcome, lines=(*held.lines, line(20, 0.4), *held.lines)
    )
    tables = collect([planned(0)], [history(0, doubled)], ERROR)
    assert tables.evaluations.equals(collect([planned(0)], [history(0, held)], ERROR).evaluations)


def test_test_metrics_stay_in_the_trials_own_objects():
    """Metrics under test/ have no column; the others have one each."""
    lines = line(10, 0.5, **{"test/error": 0.1, "valid/loss": 1.0, "step": 3.0})
    held = AttemptHistory(A, record=attempt(A).record, outcome=outcome(), lines=(lines,))
    tables = collect([planned(0)], [history(0, held)], ERROR)
    assert metric_columns(tables.evaluations) == {
        "step": "metric/step",
        "valid/error": "valid/error",
        "valid/loss": "valid/loss",
    }
    assert tables.evaluations["metric/step"].to_list() == [3.0]


@pytest.mark.parametrize("objective", [ERROR, ACCURACY], ids=["minimize", "maximize"])
def test_an_objective_that_nobody_reported_is_an_empty_column(objective):
    """A metric name that no line has gives nulls, not an error."""
    held = attempt(A, outcome=outcome())
    tables = collect([planned(0)], [history(0, held)], objective)
    assert tables.evaluations.columns == [
        "trial", "attempt", "step", objective.metric, "training_seconds",
    ]  # fmt: skip
    assert tables.trials["best_value"].to_list() == [None]


def test_an_empty_bucket():
    """A plan of which nothing has started gives missing trials and an empty table."""
    tables = collect([planned(0), planned(1)], [], ERROR)
    assert tables.trials["fate"].to_list() == ["missing", "missing"]
    assert (tables.evaluations.height, tables.checkpoints.height) == (0, 0)


def test_no_plan_at_all():
    """No planned trial gives empty tables."""
    tables = collect([], [], ERROR)
    assert (tables.trials.height, tables.evaluations.height) == (0, 0)


@pytest.mark.parametrize(
    ("values", "kind", "column"),
    [
        ([1, 2], pl.Int64, [1, 2]),
        ([1, 0.5], pl.Float64, [1.0, 0.5]),
        ([True, False], pl.Boolean, [True, False]),
        (["a", "b"], pl.String, ["a", "b"]),
        ([True, 0.5], pl.String, ["True", "0.5"]),
    ],
    ids=["integers", "numbers", "booleans", "texts", "mixed"],
)
def test_hyperparameters_are_typed(values, kind, column):
    """A hyperparameter's column has the narrowest type that loses nothing."""
    plan = [planned(i, x=value) for i, value in enumerate(values)] + [planned(2, y=1)]
    got = collect(plan, [], ERROR).trials["hyperparameter/x"]
    assert (got.dtype, got.to_list()) == (kind, [*column, None])


def test_checkpoints_are_those_of_the_lineage():
    """A commit beyond a fork, or of a dead attempt, is none of the trial's."""
    histories = [
        history(
            0,
            attempt(A, commits=[10, 20, 30]),
            attempt("0003-cccccccc", commits=[40]),
            attempt(B, parent=(A, 20), commits=[10, 40], outcome=outcome()),
        )
    ]
    found = collect([planned(0)], histories, ERROR).checkpoints
    assert found.rows() == [(0, A, 10, 106), (0, A, 20, 106), (0, B, 40, 106)]


def test_tables_are_stored_as_parquet():
    """A table comes back from its file as it was."""
    tables = collect([planned(0)], [history(0, attempt(A, {10: 0.5}))], ERROR)
    assert pl.read_parquet(parquet(tables.trials)).equals(tables.trials)
