"""Whether another rule changes the conclusion."""

import pytest
from made_judged import Made, judged_of, made
from planted import planted_round
from tuneround.analysis.comparing.selection import selection
from tuneround.records.attempt import Fate
from tuneround.records.finding import Level

OPTIMIZERS = [{"name": "optimizer", "values": ["adam", "sgd"]}]


def trial(optimizer, *values, **place):
    return Made(dict(enumerate(values, start=1)), {"optimizer": optimizer}, **place)


def found(trials, **fields):
    return selection(judged_of(trials, scientific=OPTIMIZERS, **fields)).findings


def test_another_winning_setting_is_a_caution():
    """The rules disagree on the answer itself, and each is named with its winner."""
    trials = [trial("adam", 0.5, 0.1, 0.6, 0.7), trial("sgd", 0.4, 0.4, 0.3, 0.2)]
    (finding,) = found(trials)
    assert finding.level is Level.CAUTION
    assert finding.sentence == (
        "By the best evaluation trial 0 of optimizer=adam (0.1 at step 2) wins, but by final trial "
        "1 of optimizer=sgd (0.2 at step 4) and by smoothed(3) trial 1 of optimizer=sgd (0.3 at "
        "step 4); 1 of 2 completed trials end worse than their best."
    )
    assert finding.remedy
    assert finding.numbers["settings"] == ("optimizer=adam", "optimizer=sgd", "optimizer=sgd")
    assert finding.numbers["values"] == (0.1, 0.2, pytest.approx(0.3))


def test_another_trial_of_the_same_setting_is_a_note():
    """The answer stays, the checkpoint does not."""
    trials = [trial("adam", 0.1, 0.6), trial("adam", 0.4, 0.2), trial("sgd", 0.9)]
    (finding,) = found(trials)
    assert finding.level is Level.NOTE
    assert "the setting stays optimizer=adam" in finding.sentence


def test_the_same_winner_by_every_rule_is_fine():
    """Nothing hangs on the rule."""
    (finding,) = found([trial("adam", 0.3, 0.1), trial("sgd", 0.5, 0.4)])
    assert finding.level is Level.FINE
    assert finding.numbers["worse_at_the_end"] == 0


def test_trials_that_end_worse_are_counted():
    """A last value that is worse or not finite counts, one that equals the best does not."""
    trials = [trial("adam", 0.1, 0.2), trial("adam", 0.1, None), trial("adam", 0.1, 0.3, 0.1)]
    (finding,) = found([*trials, trial("adam", 0.1, 0.2, fate=Fate.INFEASIBLE)])
    assert (finding.numbers["completed"], finding.numbers["worse_at_the_end"]) == (3, 2)


@pytest.mark.parametrize("trials", [[], [made(None, optimizer="adam")]], ids=["none", "no value"])
def test_a_round_without_a_value_is_unknown(trials):
    """No rule chooses anything."""
    (finding,) = found(trials)
    assert finding.level is Level.UNKNOWN


def seeds(optimizer, point, *values):
    return [trial(optimizer, value, point=point, repeat=i) for i, value in enumerate(values)]


def test_a_lucky_seed_of_another_setting_is_a_caution():
    """The single best trial is adam's, the best mean over seeds sgd's."""
    trials = [*seeds("adam", 0, 0.1, 0.9, 0.8), *seeds("sgd", 1, 0.3, 0.3, 0.3)]
    curse = next(f for f in found(trials, repeats=3) if "best_mean" in f.numbers)
    assert curse.level is Level.CAUTION
    assert curse.numbers["best_mean"] == pytest.approx(0.3)
    assert (curse.numbers["best_setting"], curse.numbers["best_mean_setting"]) == (
        "optimizer=adam",
        "optimizer=sgd",
    )


@pytest.mark.parametrize(
    ("second", "level"),
    [((0.5, 0.5, 0.5), Level.FINE), ((0.2, 0.2, 0.2), Level.NOTE)],
    ids=["the same point", "another point"],
)
def test_means_of_one_setting_change_the_point_only(second, level):
    """The best mean is of the best trial's point, or of another of its setting."""
    trials = [*seeds("adam", 0, 0.1, 0.4, 0.4), *seeds("adam", 1, *second)]
    curse = next(f for f in found(trials, repeats=3) if "best_mean" in f.numbers)
    assert curse.level is level


def test_unfinished_and_infeasible_points_are_not_ranked():
    """A point with one lucky seed left does not win by its mean."""
    trials = [
        *seeds("adam", 0, 0.1),
        trial("sgd", 0.05, point=1, repeat=0),
        trial("sgd", 0.05, point=1, repeat=1, fate=Fate.INFEASIBLE),
        *seeds("adam", 2, 0.4, 0.4),
    ]
    curse = next(f for f in found(trials, repeats=2) if "best_mean" in f.numbers)
    assert curse.numbers["best_mean"] == pytest.approx(0.4)


def test_a_clean_round_keeps_its_conclusion():
    """Where settings differ, none of the rules changes the setting."""
    levels = [selection(planted_round("clean", 16, seed)).findings[0].level for seed in range(8)]
    assert not {Level.PROBLEM, Level.CAUTION} & set(levels)
