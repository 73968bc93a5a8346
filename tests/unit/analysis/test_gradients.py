import numpy as np
import pytest
from curve_rounds import Drawn, curve_round
from planted import planted_round
from tuneround.analysis.training.gradient_norms import gradient_norms, weighted_quantile
from tuneround.analysis.training.gradients import gradients
from tuneround.records.finding import Level

INTERVALS, STEPS = 40, 50
CURVE = list(np.linspace(1, 0, INTERVALS))


def norms(seed=0):
    """Return the norms of each step, which fall by a factor of five and jitter."""
    random = np.random.default_rng(seed)
    falling = 0.5 + 2.0 * np.exp(-np.arange(INTERVALS) / 6)
    return falling[:, None] * np.exp(random.normal(0, 0.3, (INTERVALS, STEPS)))


def round_of(logged, **more):
    return curve_round([Drawn(CURVE, logged={"grad_norm": logged, **more})])


def levels(logged):
    return [finding.level for finding in gradients(round_of(logged)).findings]


@pytest.mark.parametrize("quantile", [0.1, 0.5, 0.75, 0.9, 0.95])
def test_quantiles_over_all_steps_are_close_to_exact_ones(quantile):
    """From the stored quantiles come those of all norms, within two percent."""
    logged = norms()
    (found,) = gradient_norms(round_of(logged), [0])
    assert weighted_quantile(*found.stand_ins(), quantile) == pytest.approx(
        np.quantile(logged, quantile), rel=0.02
    )


@pytest.mark.parametrize("threshold", [0.0, 0.4, 0.8, 2.0, 99.0])
def test_the_share_above_a_threshold(threshold):
    """The share of the updates that would be clipped is right within one percent."""
    logged = norms()
    (found,) = gradient_norms(round_of(logged), [0])
    assert found.share_above(threshold) == pytest.approx((logged > threshold).mean(), abs=0.01)


def test_weights_of_intervals_are_their_counts():
    """An interval of ten times the steps counts ten times."""
    logged = [[1.0] * 90, [5.0] * 10]
    (found,) = gradient_norms(curve_round([Drawn([1, 0], logged={"grad_norm": logged})]), [0])
    assert found.share_above(2.0) == pytest.approx(0.1)


def test_norms_that_were_not_finite_are_counted_apart():
    """They are in no quantile; an interval without any finite norm is left out."""
    logged = [[1.0, float("inf")], [float("nan")] * 2, [2.0, 3.0]]
    (found,) = gradient_norms(curve_round([Drawn([2, 1, 0], logged={"grad_norm": logged})]), [0])
    assert (found.steps.tolist(), found.counts.tolist(), found.nonfinite) == ([10, 30], [1, 2], 3)


def test_steady_norms_are_fine_and_say_where_clipping_begins():
    """The 90th percentile is in the numbers, and nothing is asked for."""
    logged = norms()
    (finding,) = gradients(round_of(logged)).findings
    assert finding.level is Level.FINE
    assert finding.numbers["percentiles_90"] == pytest.approx((np.quantile(logged, 0.9),), rel=0.02)


def test_late_spikes_ask_for_clipping_at_the_90th_percentile():
    """A norm of ten times the usual in a hundredth of the intervals is a caution."""
    logged = norms()
    logged[[20, 30], 7] = 50.0
    (finding,) = gradients(round_of(logged)).findings
    assert finding.level is Level.CAUTION
    assert finding.numbers["spiking_intervals"] == (2,)
    assert "90th percentile" in finding.remedy


def test_spikes_of_a_trial_that_clips_are_a_note():
    """What is asked for is done already."""
    logged = norms()
    logged[[20, 30], 7] = 50.0
    (finding,) = gradients(round_of(logged, clip_norm=[[5.0]] * INTERVALS)).findings
    assert finding.level is Level.NOTE


def test_gradients_that_begin_out_of_proportion_ask_for_a_warm_up():
    """A first norm of hundreds of times the later ones is a caution; of five times, it is not."""
    logged = norms()
    logged[0, 0] = 300.0
    (finding,) = gradients(round_of(logged)).findings
    assert finding.level is Level.CAUTION
    assert finding.numbers["early_ratios"][0] > 300
    assert "Warm" in finding.remedy


@pytest.mark.parametrize("said", ["logged", "hyperparameter"])
def test_clipping_of_most_updates_is_a_learning_rate_in_disguise(said):
    """The threshold is known by the name clip_norm, logged or planned."""
    logged = {"grad_norm": norms()}
    if said == "logged":
        drawn = Drawn(CURVE, logged={**logged, "clip_norm": [[0.1]] * INTERVALS})
    else:
        drawn = Drawn(CURVE, logged=logged, hyperparameters={"model": "a", "clip_norm": 0.1})
    (finding,) = gradients(curve_round([drawn])).findings
    assert finding.level is Level.CAUTION
    assert finding.numbers["clipped_shares"] == (1.0,)
    assert "learning rate" in finding.remedy


def test_another_name_is_no_threshold():
    """What a hyperparameter called max_norm clips is anybody's guess."""
    drawn = Drawn(CURVE, {}, {"grad_norm": norms()}, {"model": "a", "max_norm": 0.1})
    (finding,) = gradients(curve_round([drawn])).findings
    assert finding.numbers["clipped_shares"] == (None,)


def test_without_norms_it_says_what_to_log():
    """A round that logs no gradient norms is unknown, and so is one without a trial."""
    (finding,) = gradients(curve_round([Drawn(CURVE)])).findings
    assert finding.level is Level.UNKNOWN
    assert "trial.log(grad_norm=" in finding.remedy
    assert gradients(curve_round([])).findings[0].level is Level.UNKNOWN


def test_the_table_of_thresholds():
    """Each percentile of the norms clips the rest of them, more of the first steps."""
    table = gradients(round_of(norms())).data["gradients-thresholds"]
    assert table["percentile"].to_list() == [50, 75, 90, 95]
    assert table["clipped"].to_list() == pytest.approx([0.5, 0.25, 0.1, 0.05], abs=0.01)
    assert all(table["clipped_early"] > table["clipped"])


def test_the_histogram_holds_all_steps():
    """Its shares add up to one."""
    table = gradients(round_of(norms())).data["gradients-histogram"]
    assert table["share"].sum() == pytest.approx(1)


@pytest.mark.parametrize("kind", ["spiky_early", "spiky_late"])
def test_planted_instabilities_are_found(kind):
    """Each is found in nine rounds of ten or more, and none in clean ones."""

    def cautions(kind):
        rounds = (planted_round(kind, 16, seed) for seed in range(20))
        return sum(gradients(found).findings[0].level is Level.CAUTION for found in rounds)

    assert cautions(kind) >= 18
    assert cautions("clean") == 0
