"""Which two points are compared."""

import pytest
from made_rounds import round_spec
from scored_rounds import scored_round
from tuneround.analysis.adopting.selectors import SelectorError
from tuneround.analysis.adopting.sides import Side, SidesError, sides_of
from tuneround.analysis.comparing.points import Point, noise_of, points_of
from tuneround.records.plan import PlannedTrial
from tuneround.spec.round import RoundSpec

SETTINGS = {
    "scientific": [{"name": "optimizer", "values": ["nesterov", "adam", "lion"]}],
    "nuisance": [{"name": "rate", "min": 0.1, "max": 1.0}],
}
CROSSED = round_spec(SETTINGS, trials=18, repeats=2)
UNCOMPARED = round_spec({"nuisance": SETTINGS["nuisance"]}, trials=6, repeats=2)
LISTED = round_spec(
    {"nuisance": [{"name": "rate", "min": 0.1, "max": 1.0}]},
    trials=6,
    repeats=3,
    algorithm="listed",
    points=[{"rate": 0.7}, {"rate": 0.2}],
)
GOOD = {"nesterov": 0.3, "adam": 0.2, "lion": 0.5}


def value(trial: PlannedTrial) -> float:
    """Return a loss that the setting, the point and the seed decide."""
    setting = GOOD.get(str(trial.hyperparameters.get("optimizer")), 0.0)
    return setting + 0.01 * (trial.point - 1) ** 2 + 0.001 * trial.repeat


def found(spec: RoundSpec, *selectors: str | None) -> tuple[Side, Side]:
    """Return the sides of the round in which every trial has its value."""
    return sides_of(spec, points(spec), *selectors)


def points(spec: RoundSpec) -> tuple[Point, ...]:
    """Return the points of that round."""
    return points_of(scored_round(spec, value))


def test_best_setting_meets_the_runner_up_each_by_its_best_point() -> None:
    """Each side is the best point of its setting, chosen from as many points as it has."""
    change, baseline = found(CROSSED)
    assert (change.point.label, baseline.point.label) == ("optimizer=adam", "optimizer=nesterov")
    assert change.point.number == baseline.point.number == 1
    assert change.chosen_from == baseline.chosen_from == 3


def test_round_without_settings_compares_its_best_two_points() -> None:
    """The best by the mean over seeds against the second best."""
    change, baseline = found(UNCOMPARED)
    assert (change.point.number, baseline.point.number) == (1, 0)


def test_two_listed_points_are_change_and_baseline_in_their_order() -> None:
    """A round of re-runs says which is which, whatever the scores; neither was chosen by them."""
    change, baseline = found(LISTED)
    assert change.point.hyperparameters == {"rate": 0.7}
    assert baseline.point.hyperparameters == {"rate": 0.2}
    assert change.chosen_from == baseline.chosen_from == 1


def test_selector_of_several_points_means_the_best_of_them() -> None:
    """A setting is named by its value, and stands for its best point."""
    change, baseline = found(CROSSED, "optimizer=lion", "optimizer=nesterov")
    assert (change.point.number, change.chosen_from) == (1, 3)
    assert baseline.point.label == "optimizer=nesterov"


def test_trial_names_its_point_with_all_repeats() -> None:
    """Naming one trial takes its other seeds along."""
    change, baseline = found(CROSSED, "trial=17", "trial=0")
    assert len(change.point.repeats) == 2
    assert 17 in [repeat.trial for repeat in change.point.repeats]
    assert change.chosen_from == baseline.chosen_from == 1


def test_baseline_alone_meets_the_best_point_of_another_setting() -> None:
    """What is left out is the best of what remains."""
    change, baseline = found(CROSSED, None, "optimizer=adam")
    assert (change.point.label, baseline.point.label) == ("optimizer=nesterov", "optimizer=adam")


def test_one_point_on_both_sides_is_refused() -> None:
    """A point is not compared with itself."""
    with pytest.raises(SelectorError, match="two points"):
        found(CROSSED, "trial=0", "trial=0")


def test_round_without_two_scores_says_how_many_it_has() -> None:
    """Before two points have a score there is nothing to compare."""
    started = scored_round(CROSSED, lambda trial: 0.5 if trial.index == 0 else None)
    with pytest.raises(SidesError, match="got 1 of 9 planned"):
        sides_of(CROSSED, points_of(started))


def test_point_with_an_infeasible_seed_is_not_the_best() -> None:
    """Its mean is infinite, so that any feasible point comes first."""
    spec = UNCOMPARED
    judged = scored_round(spec, lambda t: float("inf") if t.index == 2 else value(t))
    change, _ = sides_of(spec, points_of(judged))
    assert change.point.number != 1


def test_noise_is_the_spread_within_points() -> None:
    """Two seeds that differ by .001 have a standard deviation of .001 / sqrt(2)."""
    noise = noise_of(points(CROSSED))
    assert noise is not None
    assert noise.spread == pytest.approx(0.001 / 2**0.5)
    assert noise.points == 9
    assert noise_of(points(round_spec(SETTINGS, trials=3))) is None
