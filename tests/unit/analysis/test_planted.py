import numpy as np
import pytest
from planted import KINDS, METRIC, planted_round


@pytest.mark.parametrize("kind", KINDS)
def test_a_planted_round_is_the_same_every_time(kind):
    """The same kind, size and seed are the same round; another seed is another one."""
    first, again, other = (planted_round(kind, 8, seed) for seed in (1, 1, 2))
    assert first.tables.evaluations.equals(again.tables.evaluations)
    assert first.tables.trials.equals(again.tables.trials)
    assert not first.tables.evaluations.equals(other.tables.evaluations)


def test_an_optimum_outside_is_approached_at_the_bound():
    """The best trials of a round whose optimum is beyond the bounds lie towards them."""
    for kind, expected in (("outside_low", -4.5), ("outside_high", -1.5), ("clean", -3.0)):
        judged = planted_round(kind, 64, 0)
        best = judged.trials.sort("score").head(10)["hyperparameter/learning_rate"]
        assert abs(np.log10(best.to_numpy()).mean() - expected) < 0.5


def test_an_accuracy_is_the_error_turned_round():
    """A maximized round is the minimized one with its objective turned round."""
    errors, accuracies = (planted_round("clean", 8, 0, maximize=m) for m in (False, True))
    turned = 1 - accuracies.tables.evaluations["valid/accuracy"].to_numpy()
    assert np.allclose(turned, errors.tables.evaluations[METRIC].to_numpy())
    assert errors.selection.best.trial == accuracies.selection.best.trial


def test_repeats_share_a_point():
    """With repeats each point has as many trials, whose scores differ by noise only."""
    judged = planted_round("clean", 16, 0, repeats=4)
    points = judged.trials.group_by("label", "point").len()
    assert points["len"].to_list() == [4] * 8
