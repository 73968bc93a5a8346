"""What seeds alone do."""

import numpy as np
import pytest
from made_judged import Made, judged_of, made
from planted import planted_round
from scipy import stats
from tuneround.analysis.comparing.noise import noise
from tuneround.analysis.statistics import deviation_interval
from tuneround.records.attempt import Fate
from tuneround.records.finding import Level

OPTIMIZERS = [{"name": "optimizer", "values": ["adam", "sgd"]}]


def seeds(optimizer, point, *values, fate=Fate.COMPLETED):
    """Return the trainings of one point."""
    return [
        Made({10: value}, {"optimizer": optimizer}, fate, point, repeat)
        for repeat, value in enumerate(values)
    ]


def found(*points):
    """Return the finding of a round of these points."""
    trials = [trial for point in points for trial in point]
    (finding,) = noise(judged_of(trials, repeats=3, scientific=OPTIMIZERS)).findings
    return finding


@pytest.mark.parametrize("freedom", [1, 4, 30, 900])
def test_the_interval_is_that_of_a_normal_deviation(freedom):
    """It holds the middle 95% of what chi-square says."""
    low, high = deviation_interval(2.0, freedom, 0.95)
    expected = 2.0 * np.sqrt(freedom / stats.chi2.ppf([0.975, 0.025], freedom))
    assert (low, high) == pytest.approx(tuple(expected))


def test_the_deviation_is_pooled_over_the_better_half():
    """Of four points the two with the best means count, each about its own mean."""
    good = [(0.10, 0.12, 0.14), (0.20, 0.21, 0.25)]
    bad = [(0.5, 0.9, 0.1), (0.6, 0.8, 0.1)]
    points = [seeds("adam", i, *values) for i, values in enumerate([*bad, *good])]
    finding = found(*points)
    pooled = np.sqrt(np.mean([np.var(values, ddof=1) for values in good]))
    assert finding.numbers["deviation"] == pytest.approx(pooled)
    assert finding.numbers["degrees_of_freedom"] == 4


def test_a_difference_of_settings_within_the_noise_is_a_caution():
    """The margin is that of Welch's test with the pooled deviation of both."""
    first, second = (0.10, 0.20, 0.30), (0.12, 0.22, 0.32)
    finding = found(seeds("adam", 0, *first), seeds("sgd", 1, *second))
    deviation = np.std(first, ddof=1)
    assert finding.level is Level.CAUTION
    assert finding.numbers["difference"] == pytest.approx(0.02)
    margin = stats.t.ppf(0.975, 2) * deviation * np.sqrt(2 / 3)
    assert finding.numbers["margin"] == pytest.approx(margin)
    assert "within the noise" in finding.sentence


def test_a_difference_beyond_the_noise_is_fine():
    """Settings whose means lie far apart are told apart."""
    finding = found(seeds("adam", 0, 0.10, 0.11, 0.12), seeds("sgd", 1, 0.5, 0.51, 0.52))
    assert finding.level is Level.FINE
    assert "optimizer=adam (trial 0 and its repeats)" in finding.sentence


def test_points_of_one_setting_are_compared_when_there_is_no_other():
    """Two equally good points are worth a note, not a caution."""
    finding = found(seeds("adam", 0, 0.1, 0.2, 0.3), seeds("adam", 1, 0.11, 0.2, 0.3))
    assert finding.level is Level.NOTE


def test_a_single_point_says_how_far_seeds_spread():
    """There is nothing to compare with."""
    finding = found(seeds("adam", 0, 0.1, 0.2, 0.3))
    assert finding.level is Level.NOTE
    assert finding.numbers["deviation"] == pytest.approx(0.1)


UNKNOWN = {
    "nothing": [],
    "no repeats": [made(0.1, optimizer="adam"), made(0.2, optimizer="sgd")],
    "one finite seed": [
        *seeds("adam", 0, 0.1),
        *seeds("adam", 1, None, None, fate=Fate.INFEASIBLE),
    ],
}


@pytest.mark.parametrize("trials", UNKNOWN.values(), ids=UNKNOWN)
def test_without_repeats_the_noise_is_unknown(trials):
    """The finding says how to measure it."""
    finding = found(trials)
    assert finding.level is Level.UNKNOWN
    assert "--reruns" in finding.remedy


def test_planted_noise_is_measured():
    """The interval holds the planted deviation of a trial's floor, or nearly, in most rounds."""
    held = 0
    for seed in range(8):
        numbers = noise(planted_round("clean", 64, seed, repeats=4)).findings[0].numbers
        held += numbers["deviation_low"] <= 0.004 <= numbers["deviation_high"]
    assert held >= 6
