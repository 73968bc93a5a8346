import numpy as np
import pytest
from curve_rounds import Drawn, curve_round
from made_histories import ACCURACY
from tuneround.analysis.training.learning_curve import (
    LearningCurve,
    best_curves,
    spread_of,
    step_noise,
)
from tuneround.records.attempt import Fate


def curve(values):
    return LearningCurve(0, "", np.arange(1.0, len(values) + 1), np.array(values, dtype=float))


def test_noise_is_told_from_a_trend():
    """The noise of a curve is that of its values, whatever straight trend they follow."""
    noise = np.random.default_rng(1).normal(0, 0.3, 2000)
    steep = noise + 5 * np.arange(2000)
    assert step_noise(noise) == pytest.approx(0.3, rel=0.08)
    assert step_noise(steep) == pytest.approx(step_noise(noise))


def test_a_single_jump_is_no_noise():
    """One value far off hardly moves the noise."""
    values = np.random.default_rng(2).normal(0, 0.3, 200)
    jumped = values.copy()
    jumped[100] += 1000
    assert step_noise(jumped) == pytest.approx(step_noise(values), rel=0.2)


def test_a_coarse_metric_has_noise():
    """Values that mostly stay, as an error rate of few examples does, are not without noise."""
    values = np.zeros(30)
    values[[4, 17, 25]] = 0.01
    assert step_noise(values) == pytest.approx(
        np.sqrt(9 * 0.01**2 / 6 / 28 * 3 / 1.5) * 1.0, rel=0.5
    )
    assert step_noise(values) > 0


@pytest.mark.parametrize("size", [0, 1, 2])
def test_too_few_values_have_no_noise(size):
    """Two values tell nothing of how much a third would differ."""
    assert step_noise(np.arange(float(size))) == 0


def test_levels_are_no_lucky_steps():
    """The level at a place is the median of it and its neighbours; the best is the earliest."""
    shown = curve([5, 4, 1, 3, 3.5, 1])
    assert (shown.best, shown.level(2), shown.start) == (2, 3, 5)
    assert shown.improvement == 2
    assert shown.levels().tolist() == [shown.level(place) for place in range(6)]


def test_a_curve_that_only_got_worse_has_not_improved():
    """Improvement is never negative."""
    assert curve([1, 2, 3]).improvement == 0


def test_the_best_of_each_setting_turned_so_that_lower_is_better():
    """A maximized objective is negated; each setting's best trial comes, best first."""
    trials = [
        Drawn([0.1, 0.5], hyperparameters={"model": "a"}),
        Drawn([0.2, 0.7, None], hyperparameters={"model": "b"}),
        Drawn([0.2, 0.4], hyperparameters={"model": "a"}),
        Drawn([0.2, 0.9], hyperparameters={"model": "a"}, fate=Fate.INFEASIBLE),
    ]
    found = best_curves(curve_round(trials, objective=ACCURACY))
    assert [(c.trial, c.label, c.values.tolist()) for c in found] == [
        (1, "model=b", [-0.2, -0.7]),
        (0, "model=a", [-0.1, -0.5]),
    ]


def test_the_spread_is_of_completed_trials():
    """An infeasible trial is not how bad a trial may be."""
    fates = [Fate.COMPLETED] * 3 + [Fate.INFEASIBLE]
    trials = [Drawn([value], fate=fate) for value, fate in zip([1, 2, 4, 9], fates, strict=True)]
    assert spread_of(curve_round(trials)) == 1
    assert spread_of(curve_round(trials[:1])) == 0
