"""Rules of selection, against their words."""

import pytest
from made_histories import ERROR
from made_judged import Made, judged_of
from tuneround.analysis.comparing.rejudged import judged_by, rejudged
from tuneround.analysis.comparing.rule import Rule, RuleKind
from tuneround.records.attempt import Fate
from tuneround.spec.objective import Objective

BEST, FINAL = Rule(RuleKind.BEST), Rule(RuleKind.FINAL)


def smoothed(window):
    return Rule(RuleKind.SMOOTHED, window)


def by(rule, *histories, objective=ERROR):
    """Return trial -> (step, value) of trials with these values at steps 1, 2, 3 and so on."""
    trials = [Made(dict(enumerate(values, start=1))) for values in histories]
    judged = judged_of(trials, objective=objective)
    rows = judged_by(judged.tables, objective, rule).iter_rows()
    return {trial: (step, value) for trial, step, value in rows}


CASES = {
    "best": (BEST, [0.5, 0.1, 0.3], (2, 0.1)),
    "best, tied": (BEST, [0.5, 0.1, 0.1], (2, 0.1)),
    "best, not finite at first": (BEST, [None, 0.4], (2, 0.4)),
    "final": (FINAL, [0.5, 0.1, 0.3], (3, 0.3)),
    "final, not finite": (FINAL, [0.5, 0.1, None], None),
    "smoothed": (smoothed(2), [0.5, 0.1, 0.2, 0.6], (3, pytest.approx(0.15))),
    "smoothed by one": (smoothed(1), [0.5, 0.1, 0.3], (2, 0.1)),
    "smoothed, tied": (smoothed(2), [0.25, 0.5, 0.25], (2, 0.375)),
    "shorter than the window": (smoothed(5), [0.5, 0.1, 0.3], (3, pytest.approx(0.3))),
    "shorter, not finite": (smoothed(5), [0.5, None, 0.3], None),
    "a hole": (smoothed(2), [0.1, None, 0.1, 0.4, 0.6], (4, pytest.approx(0.25))),
    "nothing finite": (BEST, [None, None], None),
    "huge": (smoothed(2), [1.5e308, 1.5e308, 1.0, 2.0], (4, 1.5)),
}


@pytest.mark.parametrize(("rule", "values", "expected"), CASES.values(), ids=CASES)
def test_each_rule_takes_its_evaluation(rule, values, expected):
    """Step and value by the rule; no row where the trial has none."""
    assert by(rule, values).get(0) == expected


def test_windows_do_not_reach_into_the_trial_before():
    """Each trial's means are of its own evaluations."""
    found = by(smoothed(2), [0.9, 0.0], [0.1, 0.5, 0.9], [0.7])
    assert found == {0: (2, 0.45), 1: (2, pytest.approx(0.3)), 2: (1, 0.7)}


def test_a_maximized_metric_is_judged_upwards():
    """The best mean is the highest."""
    assert by(
        smoothed(2),
        [0.5, 0.1, 0.2, 0.6],
        objective=Objective(metric=ERROR.metric, direction="maximize"),
    ) == {0: (4, pytest.approx(0.4))}


def test_only_completed_trials_are_judged():
    """Infeasible, failed and unfinished trials have no value."""
    fates = (Fate.COMPLETED, Fate.INFEASIBLE, Fate.FAILED, None)
    judged = judged_of([Made({1: 0.5}, fate=fate) for fate in fates])
    assert judged_by(judged.tables, ERROR, BEST)["trial"].to_list() == [0]


def test_choices_are_ranked_and_hold_the_evaluation_s_metrics():
    """Best first; the value is the rule's, the metrics are those of the step that was chosen."""
    judged = judged_of([Made({1: 0.5, 2: 0.3}), Made({1: 0.1, 2: 0.4})])
    found = rejudged(judged.tables, judged.plan, ERROR, smoothed(2))
    assert [(c.trial, c.step, c.value) for c in found] == [(1, 2, 0.25), (0, 2, 0.4)]
    assert [c.metrics for c in found] == [{ERROR.metric: 0.4}, {ERROR.metric: 0.3}]


@pytest.mark.parametrize(
    ("rule", "name"),
    [(BEST, "best"), (FINAL, "final"), (smoothed(3), "smoothed(3)")],
    ids=["best", "final", "smoothed"],
)
def test_a_rule_is_called_by_its_kind_and_window(rule, name):
    """What a result and a page call it."""
    assert str(rule) == name
