"""What isolation says of the settings, and how sure it is."""

from itertools import combinations

import numpy as np
import pytest
from made_histories import ERROR
from made_judged import judged_of, made
from planted import planted_round
from tuneround.analysis.comparing.isolation import isolation
from tuneround.records.attempt import Fate
from tuneround.records.finding import Level
from tuneround.spec.objective import Objective

OPTIMIZERS = [{"name": "optimizer", "values": ["adam", "sgd"]}]
RATE = {"name": "rate", "min": 0.001, "max": 1.0, "scale": "log"}


def adam(value, fate=Fate.COMPLETED, **more):
    return made(value, fate, optimizer="adam", **more)


def sgd(value, fate=Fate.COMPLETED, **more):
    return made(value, fate, optimizer="sgd", **more)


def test_a_clear_lead_is_a_note():
    """The best points of the winner stand in front of the other's best."""
    trials = [adam(0.1 + 0.01 * i) for i in range(8)] + [sgd(0.5 + 0.01 * i) for i in range(8)]
    (finding,) = isolation(judged_of(trials, scientific=OPTIMIZERS)).findings
    assert finding.level is Level.NOTE
    assert finding.sentence == (
        "optimizer=adam reached valid/error 0.1, against 0.5 for optimizer=sgd: the best 8 points "
        "of the two are its own, more than search luck explains (p 0.00016)."
    )
    assert finding.numbers["leader"] == "optimizer=adam"


def test_settings_that_alternate_cannot_be_told_apart():
    """The verdict names one of them, so this is a caution with what to do."""
    trials = [(adam if i % 2 else sgd)(0.1 + 0.01 * i) for i in range(16)]
    (finding,) = isolation(judged_of(trials, scientific=OPTIMIZERS)).findings
    assert finding.level is Level.CAUTION
    assert "cannot be told apart" in finding.sentence
    assert "--reruns" in finding.remedy


def test_pairs_at_shared_points_decide_a_small_steady_difference():
    """Better by little at every shared point is more than luck, though the scores interleave."""
    trials = [
        made(0.1 + 0.05 * i + (0.01 if optimizer == "sgd" else 0.0), optimizer=optimizer, rate=i)
        for i in range(10)
        for optimizer in ("adam", "sgd")
    ]
    rate = {"name": "rate", "min": 0, "max": 10, "type": "integer"}
    judged = judged_of(trials, scientific=OPTIMIZERS, nuisance=[rate])
    (finding,) = isolation(judged).findings
    assert finding.level is Level.NOTE
    assert "of the 8 best points that both tried it is better at 8" in finding.sentence


def test_an_unequal_round_is_compared_at_equal_budget():
    """Expectation and interval equal those over every way to draw the smaller number."""
    values = [0.1, 0.4, 0.5, 0.6, 0.7, 0.8]
    trials = [*map(adam, values), sgd(0.2), sgd(0.3)]
    (finding,) = isolation(judged_of(trials, scientific=OPTIMIZERS)).findings
    bests = [min(drawn) for drawn in combinations(values, 2)]
    assert finding.numbers["budget"] == 2
    assert finding.numbers["best"] == (0.1, 0.2)
    assert finding.numbers["expected_at_budget"] == pytest.approx((np.mean(bests), 0.2))
    assert finding.numbers["interval_good_end"] == (0.1, 0.2)
    assert finding.numbers["interval_bad_end"] == (0.8, 0.3)


def test_a_leader_that_only_had_more_points_is_called_so():
    """One lucky point of many, but worse on average at the budget of the other."""
    trials = [*map(adam, [0.1, 0.8, 0.8, 0.8, 0.8, 0.9, 0.9]), sgd(0.2), sgd(0.25), sgd(0.3)]
    (finding,) = isolation(judged_of(trials, scientific=OPTIMIZERS)).findings
    assert "(with 3 points each, optimizer=sgd would lead on average, 0.2 against" in (
        finding.sentence
    )


def test_infeasible_points_count_as_the_worst_of_the_round():
    """The expectation takes them as the worst finite value, intervals leave them out."""
    trials = [adam(0.1), adam(None, Fate.INFEASIBLE), sgd(0.4)]
    (finding,) = isolation(judged_of(trials, scientific=OPTIMIZERS)).findings
    assert finding.numbers["infeasible"] == (1, 0)
    assert finding.numbers["expected_at_budget"] == pytest.approx(((0.1 + 0.4) / 2, 0.4))
    assert finding.numbers["interval_bad_end"] == (None, 0.4)


def test_a_maximized_objective_is_compared_upwards():
    """The highest value leads, and numbers are the objective's own."""
    objective = Objective(metric=ERROR.metric, direction="maximize")
    trials = [adam(0.9), adam(0.7), sgd(0.2), sgd(0.3)]
    (finding,) = isolation(judged_of(trials, scientific=OPTIMIZERS, objective=objective)).findings
    assert finding.numbers["leader"] == "optimizer=adam"
    assert finding.numbers["best"] == (0.9, 0.3)


def test_the_closest_rival_decides_among_several():
    """Two good settings cannot be told apart, however far the third lies behind."""
    space = [{"name": "optimizer", "values": ["adam", "sgd", "lion"]}]
    trials = [(adam if i % 2 else sgd)(0.1 + 0.01 * i) for i in range(16)]
    trials += [made(0.9 + 0.01 * i, optimizer="lion") for i in range(8)]
    (finding,) = isolation(judged_of(trials, scientific=space)).findings
    assert finding.level is Level.CAUTION
    assert finding.numbers["rival"] == "optimizer=adam"
    assert "it leads 1 of the 2 others by more than luck" in finding.sentence


def test_a_range_is_a_note_about_buckets():
    """The verdict names no bucket, so that neighbours may be as good."""
    trials = [made(abs(i - 20) / 100, rate=0.001 * 1.1**i) for i in range(64)]
    (finding,) = isolation(judged_of(trials, scientific=[RATE])).findings
    assert (finding.level, finding.hyperparameter) == (Level.NOTE, "rate")
    assert len(finding.numbers["best"]) == 8


UNKNOWN = {
    "no trials": [],
    "one setting": [adam(0.1), adam(0.2)],
    "all infeasible": [adam(None, Fate.INFEASIBLE), sgd(None, Fate.INFEASIBLE)],
    "one trial each": [adam(0.1), sgd(0.2)],
}


@pytest.mark.parametrize("trials", UNKNOWN.values(), ids=UNKNOWN)
def test_what_cannot_be_compared_is_unknown(trials):
    """Too few points, or none, are said to be that."""
    (finding,) = isolation(judged_of(trials, scientific=OPTIMIZERS)).findings
    assert finding.level is Level.UNKNOWN


def test_a_round_without_a_scientific_question_is_fine():
    """There is nothing to isolate."""
    (finding,) = isolation(judged_of([made(0.1, rate=0.1)], nuisance=[RATE])).findings
    assert finding.level is Level.FINE


@pytest.mark.parametrize(
    ("kind", "trials", "level"),
    [("clean", 64, Level.NOTE), ("effect", 16, Level.NOTE), ("no_effect", 64, Level.CAUTION)],
)
def test_planted_effects_are_seen_and_absent_ones_doubted(kind, trials, level):
    """Seven of eight planted rounds get the level that their truth deserves."""
    found = [isolation(planted_round(kind, trials, seed)).findings[0] for seed in range(8)]
    assert sum(finding.level is level for finding in found) >= 7


def test_the_tables_hold_every_cell_and_point():
    """The figures get a row for each cell, and for each point, infeasible ones without a value."""
    trials = [adam(0.1), adam(None, Fate.INFEASIBLE), sgd(0.4)]
    data = isolation(judged_of(trials, scientific=OPTIMIZERS)).data
    assert data["isolation"]["points"].to_list() == [2, 1]
    points = data["isolation-points"]
    assert points["trial"].to_list() == [0, 2, 1]
    assert points["value"].to_list() == [0.1, 0.4, None]
    assert points["is_cross"].to_list() == [False, False, True]
