from dataclasses import replace

import pytest
from made_results import METRIC, judged, made_round
from tuneround.records.attempt import Fate
from tuneround.report.curves import MOST, NARROW, curves_of, draw_curves
from tuneround.report.groups import groups_of
from tuneround.report.ranges import AxisRange, padded, value_range
from tuneround.report.rows import TrialRow, ranked, trial_rows
from tuneround.report.slices import Slice, draw_slice, slice_of
from tuneround.report.styles import SERIES
from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.objective import Objective

ERROR = Objective(metric=METRIC, direction="minimize")
ACCURACY = Objective(metric=METRIC, direction="maximize")


def row(index, value, fate=Fate.COMPLETED, setting="", step=10, **hyperparameters):
    return TrialRow(
        index=index,
        setting=setting,
        fate=fate,
        reason="",
        traceback="",
        hyperparameters=hyperparameters,
        best_value=value,
        best_step=None if value is None else step,
        last_value=value,
        last_step=step,
        attempts=1,
        training_seconds=1.0,
    )


RATE = Hyperparameter(name="rate", min=1e-4, max=1.0, scale="log", when={"optimizer": ["adam"]})
ROWS = [
    row(0, 0.5, setting="a", rate=0.1, optimizer="adam"),
    row(1, 0.2, setting="b", rate=0.2, optimizer="sgd"),
    row(2, 0.3, setting="b", rate=0.3, optimizer="adam"),
    row(3, None, Fate.INFEASIBLE, setting="a", rate=0.9, optimizer="adam"),
    row(4, 0.1, Fate.INTERRUPTED, setting="a", rate=0.4, optimizer="adam"),
    row(5, None, setting="a", rate=0.5, optimizer="adam"),
]


def test_a_slice_shows_the_trials_that_have_the_hyperparameter():
    """Completed trials are points by setting, infeasible ones crosses; conditions are heeded."""
    shown = slice_of(RATE, ROWS, best_trial=2)
    assert [(p.x, p.y) for p in shown.points] == [((0.1,), (0.5,)), ((0.3,), (0.3,))]
    assert shown.crosses == (0.9,)
    assert shown.best == (0.3, 0.3)
    assert shown.condition == "optimizer = adam"


def test_a_diverged_trial_is_a_cross():
    """A completed trial that diverged is a cross and no point, unless it is the chosen one."""
    rows = [replace(r, diverged=r.index == 2) for r in ROWS]
    shown = slice_of(RATE, rows, best_trial=0)
    assert [(p.x, p.y) for p in shown.points] == [((0.1,), (0.5,))]
    assert shown.crosses == (0.3, 0.9)
    assert slice_of(RATE, rows, best_trial=2).best == (0.3, 0.3)


def test_a_slice_shows_the_whole_searched_range():
    """The axis spans the bounds of the search, so that points near one are seen to be."""
    shown = slice_of(RATE, ROWS, None)
    assert shown.x.log
    assert shown.x.low < 1e-4 < 1.0 < shown.x.high


def test_categories_have_places_of_their_own():
    """Each category has its place in the order of the file; its points are spread around it."""
    layers = Hyperparameter(name="layers", values=[2, 4, 8])
    shown = slice_of(layers, [row(i, 0.1, layers=4) for i in range(5)], None)
    assert shown.categories == ("2", "4", "8")
    assert len(set(shown.points[0].x)) == 5
    assert all(0.7 < x < 1.3 for x in shown.points[0].x)


def test_a_best_trial_without_the_hyperparameter_is_not_marked():
    """The ring is drawn only where the best trial has the hyperparameter."""
    assert slice_of(RATE, ROWS, best_trial=1).best is None


@pytest.mark.parametrize("labels", [1, 2, len(SERIES), len(SERIES) + 1])
def test_settings_are_told_apart_as_long_as_styles_last(labels):
    """Each setting has its own style; more settings than styles share one."""
    groups = groups_of([row(i, 0.1, setting=f"s{i}") for i in range(labels)])
    assert len(groups) == (labels if 1 < labels <= len(SERIES) else 1)
    assert len({g.style for g in groups}) == len(groups)
    assert sum(len(g.rows) for g in groups) == labels


@pytest.mark.parametrize(
    ("objective", "expected"),
    [(ERROR, [1, 2, 0, 5, 3, 4]), (ACCURACY, [0, 2, 1, 5, 3, 4])],
    ids=["minimize", "maximize"],
)
def test_rows_are_ranked_by_fate_then_value(objective, expected):
    """Completed trials lead, best first, those without a value last; then the other fates."""
    assert [r.index for r in ranked(ROWS, objective)] == expected


def test_curves_are_those_of_the_best_trials():
    """The five best completed trials have a curve each, best first, with its best evaluation."""
    _, result, judged_round, _ = judged(made_round(32))
    tables = judged_round.tables
    rows = ranked(trial_rows(tables, ("optimizer",), ERROR), ERROR)
    shown = curves_of(rows, tables, ERROR)
    assert [c.trial for c in shown.curves] == [r.index for r in rows[:MOST]]
    first = shown.curves[0]
    assert (
        first.best
        == (result.best.step, result.best.value)
        == min(zip(first.steps, first.values, strict=True), key=lambda point: point[1])
    )
    assert shown.y.log
    assert len({c.style for c in shown.curves}) == MOST


@pytest.mark.parametrize(
    "values",
    [
        [0.0],
        [0.1],
        [-3.0, -3.0],
        [1e-308, 1.0],
        [1e308, -1e308],
        [1e300, 1e308],
        [5e-324, 1e308],
        [1e15, 1e15 + 1],
    ],
    ids=str,
)
def test_any_values_can_be_drawn(values):
    """Single, equal, tiny and huge values have an axis, and drawing them raises nothing."""
    y = value_range(values)
    assert y is None or y.low < y.high
    shown = Slice("x", "", ("a", "b"), None, y, (), (0.0,), (1.0, values[0]))
    assert draw_slice(shown, ERROR, "p").startswith("<svg")


@pytest.mark.parametrize("log", [False, True], ids=["linear", "log"])
@pytest.mark.parametrize("ends", [(1e-5, 1e-1), (0.9, 0.99), (1.0, 1.0), (1, 10**6)], ids=str)
def test_any_searched_range_can_be_drawn(ends, log):
    """Wide and narrow ranges have between two and eight numbers on their axis."""
    shown = Slice("x", "", (), padded(*ends, log=log), None, (), (), None)
    svg = draw_slice(shown, ACCURACY, "p")
    assert 1 <= svg.count("xtick_") <= 9


def test_no_values_have_no_range():
    """Where nothing was measured there is no axis."""
    assert value_range([]) is None


def test_nothing_to_draw():
    """Curves of no trial at all are an empty figure, not an error."""
    shown = curves_of([], judged(made_round(4), [])[2].tables, ERROR)
    assert (shown.curves, shown.steps, shown.y) == ((), None, None)
    assert draw_curves(shown, ERROR, NARROW, "p").startswith("<svg")


def test_a_range_is_an_axis():
    """Limits are in the order that an axis takes them."""
    assert AxisRange(1.0, 2.0, log=False).limits == (1.0, 2.0)
