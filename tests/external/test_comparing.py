"""The comparing questions on real learning curves, against plain Python."""

import csv
import json
from math import comb, isfinite
from pathlib import Path
from statistics import fmean, stdev

import pytest
from made_histories import ERROR
from made_judged import Made, judged_of
from tuneround.analysis.comparing.best_of_k import best_of_k
from tuneround.analysis.comparing.isolation import isolation
from tuneround.analysis.comparing.noise import noise
from tuneround.analysis.comparing.selection import selection
from tuneround.analysis.judged import JudgedRound
from tuneround.records.attempt import Fate
from tuneround.records.finding import Level
from tuneround.spec.objective import Objective

ACCURACY = Objective(metric=ERROR.metric, direction="maximize")
BUCKETS = 8


@pytest.fixture(scope="module")
def configurations(external: Path) -> list[dict]:
    """Return TaskSet's 1,000 configurations of the LSTM with their validation losses."""
    return json.loads((external / "taskset" / "imdb_patch32_LSTM128_bs128.json").read_text())


@pytest.fixture(scope="module")
def lstm(configurations: list[dict]) -> JudgedRound:
    """Return them as a round whose question is the learning rate."""
    trials = []
    for found in configurations:
        losses = found["valid"]["loss"]
        fate = Fate.COMPLETED if all(map(is_number, losses)) else Fate.INFEASIBLE
        values = {i + 1: loss if is_number(loss) else None for i, loss in enumerate(losses)}
        trials.append(Made(values, found["hp"], fate))
    rates = [found["hp"]["learning_rate"] for found in configurations]
    rate = {"name": "learning_rate", "min": min(rates), "max": max(rates), "scale": "log"}
    return judged_of(trials, scientific=[rate])


@pytest.fixture(scope="module")
def resnet(external: Path) -> JudgedRound:
    """Return AlgoPerf's ResNet: five points, each with the five seeds of the studies."""
    trials = []
    for point in range(5):
        for study in range(5):
            folder = external / "algoperf" / f"study_{study}" / "imagenet_resnet_jax"
            with (folder / f"trial_{point + 1}" / "eval_measurements.csv").open() as file:
                rows = list(csv.DictReader(file))
            values = {int(r["global_step"]): float(r["validation/accuracy"]) for r in rows}
            trials.append(Made(values, {"trial": point + 1}, point=point, repeat=study))
    return judged_of(
        trials,
        objective=ACCURACY,
        repeats=5,
        scientific=[{"name": "trial", "values": [1, 2, 3, 4, 5]}],
    )


def is_number(value):
    return isinstance(value, int | float) and isfinite(value)


def bests(configurations):
    """Return (learning rate, best loss) of the feasible configurations and None for the others."""
    found = []
    for configuration in configurations:
        losses = configuration["valid"]["loss"]
        best = min(losses) if all(map(is_number, losses)) else None
        found.append((configuration["hp"]["learning_rate"], best))
    return sorted(found, key=lambda pair: pair[0])


def test_every_rule_chooses_the_same_configuration(lstm):
    """Configuration 839 wins by each, though 934 of 997 end worse than their best."""
    (finding,) = selection(lstm).findings
    assert finding.level is Level.FINE
    assert finding.numbers["trials"] == (839, 839, 839)
    assert finding.numbers["steps"][0] == 46  # evaluation 45, counting from 0
    assert finding.numbers["values"][0] == pytest.approx(0.52244, abs=5e-6)
    assert (finding.numbers["completed"], finding.numbers["worse_at_the_end"]) == (997, 934)


def test_buckets_of_the_learning_rate_hold_an_eighth_each(lstm, configurations):
    """The bests of 125 neighbours each are those of a sorted list; two buckets are as good."""
    (finding,) = isolation(lstm).findings
    ordered = bests(configurations)
    eighths = [ordered[i : i + 125] for i in range(0, 1000, 125)]
    expected = [min(b for _, b in eighth if b is not None) for eighth in eighths]
    assert finding.numbers["points"] == (125,) * BUCKETS
    assert finding.numbers["best"] == pytest.approx(expected)
    assert sum(finding.numbers["infeasible"]) == 3
    assert finding.numbers["leader"] == "learning_rate 0.00368 to 0.0502"
    assert finding.level is Level.NOTE
    assert finding.numbers["others_beyond_luck"] == 5


@pytest.mark.parametrize("k", [1, 10, 61, 500, 999, 1000])
def test_best_of_k_equals_whole_numbers(lstm, configurations, k):
    """Mean and median of the best of k by binomial coefficients of whole numbers."""
    losses = sorted(b for _, b in bests(configurations) if b is not None)
    values = losses + [losses[-1]] * (1000 - len(losses))
    total = comb(1000, k)
    weights = [comb(999 - i, k - 1) / total for i in range(1000)]
    row = best_of_k(lstm).data["best-of-k"].row(k - 1, named=True)
    assert row["expected"] == pytest.approx(sum(map(float.__mul__, weights, values)), rel=1e-9)
    median = next(i for i in range(1000) if 2 * (total - comb(999 - i, k)) >= total)
    assert row["q50"] == values[median]


def test_half_of_a_thousand_would_have_done(lstm):
    """The second half brought .003, less than good configurations differ."""
    (finding,) = best_of_k(lstm).findings
    assert finding.level is Level.FINE
    assert finding.numbers["gain"] == (pytest.approx(0.003, abs=5e-4),)


def test_seeds_of_resnet_spread_less_than_the_best_points_differ(resnet):
    """The mean over five seeds is NOTICE.md's, and the noise that of the three best points."""
    (finding,) = noise(resnet).findings
    scores = resnet.trials["best_value"].to_list()
    points = [scores[i : i + 5] for i in range(0, 25, 5)]
    better = sorted(points, key=fmean, reverse=True)[:3]
    pooled = fmean(stdev(point) ** 2 for point in better) ** 0.5
    assert finding.numbers["deviation"] == pytest.approx(pooled)
    assert finding.numbers["degrees_of_freedom"] == 12
    curse = next(f for f in selection(resnet).findings if "best_mean" in f.numbers)
    assert curse.numbers["best_mean_setting"] == "trial=1"
    assert curse.numbers["best_mean"] == pytest.approx(0.77300, abs=5e-6)
