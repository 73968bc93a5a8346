import numpy as np
import pytest
from curve_rounds import EVERY, Drawn, curve_round
from planted import planted_round
from tuneround.analysis.training.steps import steps
from tuneround.records.change import SetSteps
from tuneround.records.finding import Level

EVALUATIONS = 40


def best_at(place, height=0.0):
    """Return a curve whose only best is at a place."""
    values = np.ones(EVALUATIONS) + height
    values[place] = height
    return Drawn(list(values))


def ask(*places):
    return steps(curve_round([best_at(place, i / 100) for i, place in enumerate(places)]))


def test_all_best_in_the_first_tenth_is_far_too_long():
    """The proposal is twice as many steps as the latest of the good trials took."""
    finding = ask(*[0, 1, 2, 3] * 4).findings[0]
    assert finding.level is Level.CAUTION
    assert finding.changes == (SetSteps(steps=8 * EVERY),)
    assert finding.numbers["in_first_tenth"] == finding.numbers["good_trials"] == 4


def test_one_good_trial_that_took_longer_keeps_the_budget():
    """The playbook's rule says always."""
    assert ask(0, 1, 2, 4, *[0] * 12).findings[0].level is Level.FINE


def test_bad_trials_do_not_count():
    """What the worse three quarters did says nothing of how long to train."""
    assert ask(0, 1, 2, 3, *[30] * 12).findings[0].level is Level.CAUTION


def test_late_bests_are_a_note_where_the_curves_are_flat():
    """So a decaying learning rate ends; nothing is proposed."""
    finding = ask(*[30, 32, 34, 39] * 4).findings[0]
    assert (finding.level, finding.changes) == (Level.NOTE, ())


def test_late_bests_of_curves_that_still_improve_ask_for_more_steps():
    """Twice the steps, as the question of the curves proposes."""
    falling = [Drawn(list(1 + i / 100 - np.linspace(0, 1, EVALUATIONS))) for i in range(16)]
    finding = steps(curve_round(falling)).findings[0]
    assert finding.level is Level.CAUTION
    assert finding.changes == (SetSteps(steps=2 * EVALUATIONS * EVERY),)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_few_trials_are_unknown(count):
    """Four good trials are needed; the histogram is there all the same."""
    answer = ask(*[5] * count)
    assert answer.findings[0].level is Level.UNKNOWN
    assert answer.data["steps"]["trials"].sum() == count


def test_the_histogram_has_the_edges_in_the_lower_tenth():
    """A best at exactly a tenth of the steps is in the first tenth, the last step in the last."""
    table = ask(0, 3, 4, 39).data["steps"]
    assert table["trials"].to_list() == [2, 1, 0, 0, 0, 0, 0, 0, 0, 1]
    assert table["to_step"].to_list()[0] == EVALUATIONS * EVERY / 10


@pytest.mark.parametrize("kind", ["clean", "no_effect", "overfitting", "saturated"])
def test_no_alarm_without_a_cause(kind):
    """In rounds whose bests lie in the middle, or anywhere on a plateau, nothing is asked for."""
    levels = {steps(planted_round(kind, 16, seed)).findings[0].level for seed in range(10)}
    assert levels <= {Level.FINE, Level.NOTE}
