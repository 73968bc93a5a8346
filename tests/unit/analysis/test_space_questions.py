from collections import Counter
from math import log10

import numpy as np
import polars as pl
import pytest
from made_histories import ERROR
from made_judged import Made, judged_of, made
from planted import planted_round
from scipy import stats
from tuneround.analysis.divergence import crosses, diverged_trials
from tuneround.analysis.space.boundary import boundary
from tuneround.analysis.space.density import density
from tuneround.analysis.space.good_region import FEWEST, good_regions
from tuneround.analysis.space.infeasible import infeasible
from tuneround.records.attempt import Fate
from tuneround.records.change import MoveBounds, SetTrials
from tuneround.records.finding import Level
from tuneround.spec.objective import Objective

ACCURACY = Objective(metric=ERROR.metric, direction="maximize")
RATE = {"name": "rate", "min": 1e-4, "max": 0.1, "scale": "log"}


def alarms(answer):
    return [f for f in answer.findings if f.level in (Level.PROBLEM, Level.CAUTION)]


@pytest.mark.parametrize("maximize", [False, True], ids=["minimize", "maximize"])
@pytest.mark.parametrize(("kind", "end"), [("outside_low", "min"), ("outside_high", "max")])
def test_an_optimum_outside_moves_the_bound(kind, end, maximize):
    """Both settings want the bound moved, the losing one as a problem, only that bound."""
    found = alarms(boundary(planted_round(kind, 64, 3, maximize=maximize)))
    assert Counter((f.setting, f.level) for f in found) == {
        ("model=deep", Level.CAUTION): 1,
        ("model=wide", Level.PROBLEM): 1,
    }
    for finding in found:
        (change,) = finding.changes
        assert change.name == "learning_rate"
        assert {end} == {name for name in ("min", "max") if getattr(change, name) is not None}
        assert getattr(change, end) == finding.numbers["next_bound"]
        assert finding.numbers["outside"] > 3 * finding.numbers["expected"]


def test_an_edge_of_crosses_never_widens_the_range():
    """The best beside what diverges: an instability, with the curves beyond and no new bounds."""
    answer = boundary(planted_round("infeasible_edge", 64, 3))
    found = alarms(answer)
    assert {f.setting for f in found} == {"model=wide", "model=deep"}
    assert not any(f.changes for f in found)
    assert all("warm-up" in f.remedy and "clip" in f.remedy for f in found)
    assert all(f.numbers["twice_best_value"] == 2 * f.numbers["best_value"] for f in found)
    curves = answer.data["instability"].filter(pile=0)
    best = curves.filter("is_best")["value"][0]
    assert curves.filter(~pl.col("is_best"))["value"].min() > best
    assert curves["trial"].n_unique() == 4
    assert curves["measure"].unique().to_list() == ["logged/loss/mean"]


def test_the_seeds_of_a_point_count_once():
    """With four repeats 64 trials are 16 points, and are looked at as such."""
    judged = planted_round("outside_high", 64, 3, repeats=4)
    (finding, _) = alarms(boundary(judged))
    assert finding.numbers["feasible"] == 16
    assert good_regions(judged)[0].scores == tuple(
        sorted(
            judged.trials.filter(label="model=wide")
            .group_by("point")
            .agg(pl.mean("score"))["score"]
        )
    )


def rates(count, score, **fields):
    """Return trials at even places of RATE, scored by the decade above the lower bound."""
    spots = [(i + 0.5) / count * 3 for i in range(count)]
    return [made(score(spot), rate=1e-4 * 10**spot, **fields) for spot in spots]


def test_the_name_under_two_conditions_is_two_hyperparameters():
    """Only the definition at whose bound the best trials lie is to be moved, by its `when`."""
    adam = [made(3 - i / 8, optimizer="adam", rate=1e-4 * 10 ** (i / 8)) for i in range(24)]
    sgd = [made(abs(i - 12), optimizer="sgd", rate=1e-2 * 10 ** (i / 8)) for i in range(24)]
    judged = judged_of(
        [*adam, *sgd],
        scientific=[{"name": "optimizer", "values": ["adam", "sgd"]}],
        nuisance=[
            RATE | {"when": {"optimizer": ["adam"]}},
            RATE | {"min": 1e-2, "max": 10.0, "when": {"optimizer": ["sgd"]}},
        ],
    )
    (finding,) = alarms(boundary(judged))
    assert finding.changes == (MoveBounds(name="rate", when={"optimizer": ("adam",)}, max=0.562),)
    assert "rate (when optimizer = adam)" in finding.sentence


def test_the_end_of_a_list_is_said_without_a_change():
    """A list of numbers has ends too; what its next value is, a person says."""
    trials = [made(1 / (1 + i % 4) + i / 1e4, layers=2 ** (i % 4)) for i in range(64)]
    judged = judged_of(trials, nuisance=[{"name": "layers", "values": [1, 2, 4, 8]}])
    (finding,) = boundary(judged).findings
    assert finding.level is Level.CAUTION
    assert not finding.changes
    assert "largest value of layers, 8" in finding.sentence
    assert finding.remedy == "Add larger values to the list of layers."


def test_an_edge_between_values_of_a_list():
    """Where crosses begin beyond a value of a list, the edge is named between the two."""
    trials = [
        made(
            1 / (1 + i % 4) + i / 1e4,
            Fate.INFEASIBLE if i % 4 == 3 else Fate.COMPLETED,
            width=(0.001, 0.01, 0.1, 1.0)[i % 4],
        )
        for i in range(64)
    ]
    judged = judged_of(trials, nuisance=[{"name": "width", "values": [0.001, 0.01, 0.1, 1.0]}])
    (finding,) = boundary(judged).findings
    assert finding.numbers["edge"] == pytest.approx(0.55)
    assert (finding.numbers["beyond"], finding.numbers["beyond_crosses"]) == (16, 16)
    assert not finding.changes


@pytest.mark.parametrize(
    ("low", "high", "score", "level"),
    [
        (0.0, 0.5, lambda x: x, Level.NOTE),
        (0.5, 1.0, lambda x: -x, Level.CAUTION),
        (0.1, 0.5, lambda x: x, Level.CAUTION),
    ],
    ids=["at 0", "at 1", "above 0"],
)
def test_a_natural_limit_is_not_crossed(low, high, score, level):
    """A pile at 0 is as it should be; at 1 it may be; nothing beyond them is proposed."""
    places = [low + (high - low) * (i + 0.5) / 64 for i in range(64)]
    judged = judged_of(
        [made(score(place), share=place) for place in places],
        nuisance=[{"name": "share", "min": low, "max": high}],
    )
    (finding,) = boundary(judged).findings
    assert finding.level is level
    assert bool(finding.changes) == (low == 0.1)


def test_too_few_points_to_judge():
    """Below eight feasible points a setting has no finding on bounds or density."""
    judged = judged_of(rates(FEWEST - 1, float), nuisance=[RATE])
    for question in (boundary, density):
        (finding,) = question(judged).findings
        assert finding.level is Level.UNKNOWN
        assert str(FEWEST) in finding.sentence


def test_the_good_region_is_counted_by_hand():
    """Of 1, 2, …, 11 the midpoint of best and median is 3.5: three are in the region."""
    judged = judged_of([made(float(i), x=0.5) for i in range(1, 12)], fixed=[])
    (region,) = good_regions(judged)
    assert (region.limit, region.others) == (3.5, 2)
    assert region.chance == pytest.approx(stats.binom.cdf(2, 5, 0.5))
    assert density(judged).findings[0].level is Level.FINE


def test_a_best_that_stands_alone_asks_for_more_trials():
    """One good trial among many bad ones: four times as many, at most."""
    values = [0.1, *(0.9 + i / 1e3 for i in range(31))]
    judged = judged_of([made(value) for value in values])
    (finding,) = density(judged).findings
    assert finding.level is Level.CAUTION
    assert finding.changes == (SetTrials(trials=4 * judged.spec.budget.trials),)
    assert finding.numbers["inside"] == 1


def test_a_flat_landscape_is_no_lack_of_points():
    """Scores that differ by noise only are rarely called too few, equal ones never."""
    noisy = np.random.default_rng(0).normal(size=(80, 32)).tolist()
    rounds = [judged_of([made(value) for value in values]) for values in (*noisy, [0.5] * 32)]
    levels = [density(judged).findings[0].level for judged in rounds]
    assert levels[-1] is Level.FINE
    assert levels.count(Level.CAUTION) <= 4


def test_each_kind_of_mishap_is_counted_apart():
    """Not finite, out of memory, diverged and failed; unfinished trials are none of them."""
    trials = [
        *(Made({1: 1.0, 2: 0.5}) for _ in range(12)),
        *(Made({1: 1.0, 2: 2.1}) for _ in range(3)),
        Made({1: 1.0}, fate=Fate.INFEASIBLE),
        Made({1: 1.0}, fate=Fate.FAILED),
        Made({1: 1.0}, fate=None),
    ]
    judged = judged_of(trials)
    numbers = infeasible(judged).findings[0].numbers
    assert {k: numbers[k] for k in ("results", "crosses", "diverged", "infeasible", "failed")} == {
        "results": 16, "crosses": 4, "diverged": 3, "infeasible": 1, "failed": 1,
    }  # fmt: skip
    assert diverged_trials(judged.tables, ERROR) == {12, 13, 14}
    assert crosses(judged.tables, ERROR) == {12, 13, 14, 15}


def test_a_maximized_objective_alone_does_not_show_divergence():
    """An accuracy that doubled is no divergence; without a loss nothing is said."""
    judged = judged_of([Made({1: 0.3, 2: 0.9})], objective=ACCURACY)
    assert not diverged_trials(judged.tables, ACCURACY)


@pytest.mark.parametrize(
    ("fates", "level"),
    [
        ([Fate.COMPLETED] * 8, Level.FINE),
        ([Fate.COMPLETED] * 7 + [Fate.INFEASIBLE], Level.NOTE),
        ([Fate.INFEASIBLE] * 5 + [Fate.COMPLETED] * 3, Level.CAUTION),
        ([Fate.INFEASIBLE] * 8, Level.PROBLEM),
        ([Fate.COMPLETED] * 7 + [Fate.FAILED], Level.CAUTION),
        ([None] * 8, Level.UNKNOWN),
        ([], Level.UNKNOWN),
    ],
    ids=["none", "one", "most", "all", "failed", "unfinished", "empty"],
)
def test_how_bad_crosses_are(fates, level):
    """The worst finding of the question is of this level."""
    judged = judged_of([made(0.5, fate, x=0.5) for fate in fates])
    assert infeasible(judged).findings[0].level is level


def test_where_the_crosses_are():
    """They cluster in the upper fifth: an exact test says so, and the end is to be left out."""
    trials = [
        made(
            0.5, Fate.INFEASIBLE if i >= 52 else Fate.COMPLETED, rate=1e-4 * 10 ** (3 * i / 63.001)
        )
        for i in range(64)
    ]
    (_, finding) = infeasible(judged_of(trials, nuisance=[RATE])).findings
    numbers = finding.numbers
    assert finding.level is Level.NOTE
    assert (numbers["inside_crosses"], numbers["inside_trials"]) == (12, 13)
    assert numbers["chance"] == pytest.approx(stats.hypergeom.sf(11, 64, 12, 13))
    (change,) = finding.changes
    assert log10(change.max) == pytest.approx(-4 + 3 * 51.5 / 63, abs=0.01)


def test_crosses_may_cluster_at_a_category():
    """Every value of a list is a part; a scientific one too."""
    trials = [
        made(0.5, Fate.INFEASIBLE if i % 3 == 0 and i < 40 else Fate.COMPLETED, kind="xyz"[i % 3])
        for i in range(60)
    ]
    judged = judged_of(trials, scientific=[{"name": "kind", "values": ["x", "y", "z"]}])
    where = [f for f in infeasible(judged).findings if f.hyperparameter]
    assert [(f.hyperparameter, f.changes) for f in where] == [("kind", ())]
    assert "kind is x: 14 of 20 trials" in where[0].sentence
