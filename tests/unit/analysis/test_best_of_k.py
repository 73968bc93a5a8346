"""What fewer trials would have found."""

from itertools import combinations

import numpy as np
import pytest
from made_histories import ERROR
from made_judged import judged_of, made
from tuneround.analysis.comparing.best_of_k import best_of_k
from tuneround.records.attempt import Fate
from tuneround.records.change import SetTrials
from tuneround.records.finding import Level
from tuneround.spec.objective import Objective

OPTIMIZERS = [{"name": "optimizer", "values": ["adam", "sgd"]}]
VALUES = [0.10, 0.11, 0.12, 0.13, 0.4, 0.5, 0.6, 0.9]


def settled(count=64):
    """Return values whose better quarter is nearly equal: half of the trials find it."""
    return [0.1 + 0.001 * (i % 7) if i % 2 else 0.5 + 0.01 * i for i in range(count)]


def test_the_table_holds_every_k_exactly():
    """Mean and quantiles of each k are those over every way to draw it."""
    data = best_of_k(judged_of([made(value) for value in VALUES])).data["best-of-k"]
    assert data["k"].to_list() == list(range(1, 9))
    for row in data.rows(named=True):
        bests = [min(drawn) for drawn in combinations(VALUES, row["k"])]
        assert row["expected"] == pytest.approx(np.mean(bests))
        levels = [0.05, 0.25, 0.5, 0.75, 0.95]
        expected = np.quantile(bests, levels, method="inverted_cdf").tolist()
        assert [row[q] for q in ("q05", "q25", "q50", "q75", "q95")] == expected


def test_a_maximized_objective_is_turned_round():
    """Quantiles ascend in the objective, and the best of all is the highest."""
    objective = Objective(metric=ERROR.metric, direction="maximize")
    judged = judged_of([made(1 - value) for value in VALUES], objective=objective)
    data = best_of_k(judged).data["best-of-k"]
    assert data.row(-1)[2:] == (0.9,) * 6
    for row in data.rows(named=True):
        quantiles = [row[q] for q in ("q05", "q25", "q50", "q75", "q95")]
        assert quantiles == sorted(quantiles)


def test_infeasible_trials_leave_quantiles_empty():
    """Where a quantile falls on an infeasible trial there is no value."""
    trials = [made(0.1), made(0.2), *[made(None, Fate.INFEASIBLE)] * 2]
    data = best_of_k(judged_of(trials)).data["best-of-k"]
    assert data["q95"].to_list() == [None, None, 0.2, 0.1]


def test_a_search_that_still_gains_asks_for_twice_the_trials():
    """The second half moved the best by more than the good points differ."""
    judged = judged_of([made(value) for value in [0.1, 0.5, 0.6, 0.7, 0.8, 0.9]])
    (finding,) = best_of_k(judged).findings
    assert finding.level is Level.NOTE
    assert finding.changes == (SetTrials(trials=2 * judged.spec.budget.trials),)
    assert finding.sentence.startswith("3 of the 6 points would have reached valid/error 0.325 on")
    assert finding.numbers["expected_at_half"] == pytest.approx((0.325,))


def test_a_search_that_has_settled_is_fine_and_says_what_was_enough():
    """Most of the trials brought nothing more, so that no change is proposed."""
    (finding,) = best_of_k(judged_of([made(value) for value in settled()])).findings
    assert finding.level is Level.FINE
    assert finding.changes == ()
    (enough,) = finding.numbers["enough"]
    assert 1 < enough < 32
    assert f"; {enough} would have come within" in finding.sentence


@pytest.mark.parametrize(("effect", "level"), [(0.5, Level.FINE), (0.01, Level.NOTE)])
def test_a_declared_effect_is_the_tolerance(effect, level):
    """What is smaller than `minEffect` is no reason for more trials."""
    objective = ERROR.model_copy(update={"min_effect": effect})
    judged = judged_of([made(v) for v in [0.1, 0.5, 0.6, 0.7]], objective=objective)
    (finding,) = best_of_k(judged).findings
    assert finding.level is level
    assert finding.numbers["tolerance"] == (effect,)


def test_the_setting_that_gains_most_is_named():
    """One setting that still gains is enough to ask for more trials."""
    trials = [made(value, optimizer="adam") for value in settled(16)]
    trials += [made(value, optimizer="sgd") for value in [0.1, 0.5, 0.6, 0.7]]
    (finding,) = best_of_k(judged_of(trials, scientific=OPTIMIZERS)).findings
    assert finding.level is Level.NOTE
    assert finding.sentence.startswith("optimizer=sgd: 2 of the 4 points")
    assert finding.numbers["settings"] == ("optimizer=adam", "optimizer=sgd")


UNKNOWN = {
    "nothing": [],
    "three points": [made(0.1), made(0.2), made(0.3)],
    "all infeasible": [made(None, Fate.INFEASIBLE)] * 5,
}


@pytest.mark.parametrize("trials", UNKNOWN.values(), ids=UNKNOWN)
def test_too_few_points_are_unknown(trials):
    """Half of three is no search."""
    answer = best_of_k(judged_of(trials))
    assert answer.findings[0].level is Level.UNKNOWN
    assert answer.data == {}


def test_equal_values_are_fine():
    """A constant objective gains nothing."""
    (finding,) = best_of_k(judged_of([made(0.5)] * 8)).findings
    assert (finding.level, finding.numbers["enough"]) == (Level.FINE, (1,))


def test_more_than_a_thousand_points_keep_their_ends():
    """Beyond a thousand, evenly spaced k stand for all, the first and the last among them."""
    judged = judged_of([made(0.1 + i / 1e4) for i in range(1500)])
    sizes = best_of_k(judged).data["best-of-k"]["k"].to_list()
    assert (sizes[0], sizes[-1], len(sizes)) == (1, 1500, 1000)
