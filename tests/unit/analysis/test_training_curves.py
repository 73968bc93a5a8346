from math import ceil

import numpy as np
import pytest
from curve_rounds import EVERY, Drawn, curve_round
from made_histories import ACCURACY
from planted import planted_round
from tuneround.analysis.training.curve_end import ending_of, still_improving
from tuneround.analysis.training.improving import improving
from tuneround.analysis.training.learning_curve import LearningCurve
from tuneround.analysis.training.overfitting import overfitting
from tuneround.analysis.training.rise import rise_of
from tuneround.analysis.training.rising import rising
from tuneround.analysis.training.saturated import saturated, saturation_step
from tuneround.analysis.training.variance import variance
from tuneround.records.change import SetSteps
from tuneround.records.finding import Level

QUESTIONS = {
    "overfitting": overfitting,
    "improving": improving,
    "saturated": saturated,
    "variance": variance,
    "rising": rising,
}
TIME = np.linspace(0.01, 1, 100)
SHAPES = {
    "straight": 1 - TIME,
    "exponential of two times": np.exp(-2 * TIME),
    "exponential of five times": np.exp(-5 * TIME),
    "cosine decay": 1 - TIME - np.sin(np.pi * TIME) / np.pi,
    "linear decay": (1 - TIME) ** 2,
    "decay in the last fifth": np.where(TIME < 0.8, 1.0, 0.3 + 0.7 * (5 * (1 - TIME)) ** 2)
    + 2 * np.exp(-20 * TIME),
    "plateau": np.exp(-20 * TIME),
}


def curve(values):
    return LearningCurve(0, "", np.arange(1.0, len(values) + 1), np.array(values, dtype=float))


def noisy(values, sd=0.002, seed=0):
    return values + np.random.default_rng(seed).normal(0, sd, len(values))


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("straight", True),
        ("exponential of two times", True),
        ("exponential of five times", False),
        ("cosine decay", False),
        ("linear decay", False),
        ("decay in the last fifth", False),
        ("plateau", False),
    ],
)
def test_which_curves_are_still_improving(shape, expected):
    """What goes on at the end is still improving; a decay that ends there is not."""
    called = [still_improving(curve(noisy(SHAPES[shape], seed=seed))) for seed in range(20)]
    assert np.mean(called) == pytest.approx(float(expected), abs=0.1)


def test_the_end_of_a_straight_line_in_closed_form():
    """A straight line goes on at the average pace, and its tail brings its share of the steps."""
    ending = ending_of(curve(1 - TIME))
    assert ending.pace == pytest.approx(100 / 95, rel=0.02)
    assert ending.share == pytest.approx(ending.tail * 100 / 95, rel=0.02)


@pytest.mark.parametrize("size", [0, 1, 9])
def test_the_end_of_a_short_curve_is_not_known(size):
    """Where seven evaluations are most of a curve they are not its end."""
    assert ending_of(curve(1 - TIME[:size])) is None


@pytest.mark.parametrize("times", [5, 20, 80])
def test_saturation_in_closed_form(times):
    """An exponential is saturated when all but a hundredth of its improvement is made."""
    step = saturation_step(curve(np.exp(-times * TIME)))
    start, end = np.exp(-times * TIME[4]), np.exp(-times * TIME[-2:]).mean()
    exact = -np.log(end + 0.01 * (start - end)) / times
    assert step / 100 == pytest.approx(exact, abs=0.012)


def test_noise_that_hides_a_fall_is_no_saturation():
    """Where noise is a good part of all there is, nothing is said."""
    assert saturation_step(curve(noisy(1 - TIME, sd=0.1))) is None
    assert saturation_step(curve(noisy(1 - TIME, sd=0.1)), scale=10.0) is not None


@pytest.mark.parametrize("sd", [0.0, 0.01])
def test_a_rise_after_the_best(sd):
    """A curve that falls and rises again has risen by what it lost, since its best."""
    found = rise_of(curve(noisy(np.abs(TIME - 0.4), sd)), 0.01)
    assert found.since == pytest.approx(40, abs=6)
    assert found.size == pytest.approx(0.525, abs=0.03)


@pytest.mark.parametrize("shape", SHAPES)
def test_noise_after_a_lucky_step_is_no_rise(shape):
    """After the best of many noisy evaluations all others are worse: that alone is no rise."""
    called = [rise_of(curve(noisy(SHAPES[shape], 0.02, seed)), 0.01) for seed in range(100)]
    assert sum(found is not None for found in called) <= 2


def test_a_rise_too_small_to_matter_is_none():
    """A certain rise of a hundredth of the improvement changes nothing."""
    fell = np.concatenate([np.linspace(1, 0, 50), np.linspace(0, 0.01, 50)])
    assert rise_of(curve(fell), 0.01) is None
    assert rise_of(curve(np.concatenate([fell[:50], 5 * fell[50:]])), 0.01) is not None


@pytest.mark.parametrize(
    ("kind", "question", "level"),
    [
        ("overfitting", "overfitting", Level.CAUTION),
        ("improving", "improving", Level.CAUTION),
        ("saturated", "saturated", Level.CAUTION),
        ("noisy", "variance", Level.CAUTION),
        ("rising_loss", "rising", Level.CAUTION),
    ],
)
@pytest.mark.parametrize("maximize", [False, True], ids=["minimize", "maximize"])
def test_planted_truths_are_found(kind, question, level, maximize):
    """Each planted shape is found in nine rounds of ten or more, and not in clean ones."""
    ask = QUESTIONS[question]

    def share(kind):
        rounds = (planted_round(kind, 16, seed, maximize=maximize) for seed in range(20))
        return np.mean([ask(found).findings[0].level.rank <= level.rank for found in rounds])

    assert share(kind) >= 0.9
    assert share("clean") <= 0.05


def test_overfitting_needs_a_training_loss_that_does_not_rise():
    """Where the training loss rises with the objective it is an instability, and said so."""
    values = np.abs(TIME - 0.4)
    falls, rises = {"loss": [[x] for x in 1 - TIME]}, {"loss": [[x] for x in values]}
    said = {
        name: overfitting(curve_round([Drawn(list(values), logged=logged)])).findings[0]
        for name, logged in (("falls", falls), ("rises", rises), ("unknown", {}))
    }
    assert {name: finding.level for name, finding in said.items()} == {
        "falls": Level.CAUTION,
        "rises": Level.NOTE,
        "unknown": Level.CAUTION,
    }
    assert "instability" in said["rises"].sentence
    assert "Log the training loss" in said["unknown"].remedy


def test_overfitting_of_the_others_is_noted():
    """That no best trial overfits, but a tenth of all do, is a note with the share."""
    good, bad = list(np.exp(-5 * TIME)), list(0.5 + np.abs(TIME - 0.4))
    finding = overfitting(curve_round([Drawn(good)] * 3 + [Drawn(bad)])).findings[0]
    assert (finding.level, finding.numbers["overfit_trials"]) == (Level.NOTE, 1)
    assert "1 of 4 completed trials overfit (25%)" in finding.sentence


def test_the_training_counterpart_of_a_maximized_objective():
    """Without a loss, train/accuracy is the training side of valid/accuracy, higher is better."""
    values = list(1 - np.abs(TIME - 0.4))
    drawn = Drawn(values, metrics={"train/accuracy": list(TIME)})
    found = curve_round([drawn], objective=ACCURACY)
    assert overfitting(found).findings[0].level is Level.CAUTION
    assert rising(found).findings[0].level is Level.FINE


def test_a_loss_that_ends_above_its_start_is_a_problem():
    """Training that did the opposite is a problem, with the trial and the rise."""
    drawn = Drawn(list(1 - TIME), logged={"loss": [[1 + x] for x in TIME]})
    finding = rising(curve_round([drawn])).findings[0]
    assert finding.level is Level.PROBLEM
    assert finding.numbers["trials"] == (0,)


def test_without_a_training_loss_rising_is_unknown():
    """The finding says what to log."""
    finding = rising(curve_round([Drawn(list(1 - TIME))])).findings[0]
    assert (finding.level, "trial.log(loss=loss)" in finding.remedy) == (Level.UNKNOWN, True)


def test_proposals_are_steps():
    """Still improving asks for twice the steps; saturated for one and a half of what it took."""
    longer = improving(curve_round([Drawn(list(1 - TIME))])).findings[0]
    shorter = saturated(curve_round([Drawn(list(np.exp(-50 * TIME)))])).findings[0]
    assert longer.changes == (SetSteps(steps=200 * EVERY),)
    evaluations = 100 * shorter.numbers["shares"][0]
    assert shorter.changes == (SetSteps(steps=ceil(1.5 * evaluations) * EVERY),)


def test_a_setting_that_is_not_saturated_keeps_the_budget():
    """The budget is the round's: one setting that uses it is enough."""
    quick, slow = np.exp(-50 * TIME), 0.1 + np.exp(-3 * TIME)
    trials = [
        Drawn(list(values), hyperparameters={"model": model})
        for values, model in ((quick, "a"), (slow, "b"))
    ]
    assert saturated(curve_round(trials)).findings[0].level is Level.FINE


def test_two_settings_closer_than_a_lucky_step_are_noted():
    """A difference below twice the late noise may be luck, though the noise is small."""
    trials = [
        Drawn(list(noisy(np.exp(-9 * TIME), 0.01, seed)), hyperparameters={"model": model})
        for seed, model in enumerate("ab")
    ]
    finding = variance(curve_round(trials)).findings[0]
    assert finding.level is Level.NOTE
    assert "a lucky step may decide" in finding.sentence


@pytest.mark.parametrize("ask", QUESTIONS.values(), ids=QUESTIONS)
def test_short_curves_are_unknown(ask):
    """A round of a few evaluations is told how many it takes."""
    drawn = Drawn([3.0, 2.0, 1.0], logged={"loss": [[3.0], [2.0], [1.0]]})
    finding = ask(curve_round([drawn])).findings[0]
    assert finding.level is Level.UNKNOWN
    assert finding.numbers["evaluations"] == 3
