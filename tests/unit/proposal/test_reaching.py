"""A search that begins beside the optimum is led to it by its own findings."""

import numpy as np
import pytest
from planted import BEST, RATE, Truth, planted_spec, trained
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.questions import answers, worst_first
from tuneround.proposal.successor import next_round
from tuneround.spec.reading import read_round_text
from tuneround.spec.spelling import spelled

ROUNDS = 3
OPTIMA = {"above": RATE[1] + 0.9, "below": RATE[0] - 2.0}
"""Decades of a best learning rate that the first space misses. A range of shares ends at 1."""


def first_round(trials_per_setting: int, seed: int) -> str:
    """Return the file of a planted round."""
    spec = planted_spec(trials_per_setting, seed).model_dump(
        mode="json", by_alias=True, exclude_none=True, exclude_defaults=True
    )
    value = {
        "apiVersion": "tuneround.dev/v1alpha1",
        "kind": "TuningRound",
        "metadata": {"name": "planted-r1"},
        "spec": spec,
    }
    return spelled(value)


def judged(text: str, truth: Truth, seed: int) -> JudgedRound:
    """Return the round of `text`, its synthetic trainings finished and judged."""
    spec = read_round_text(text, "the round").spec
    return trained(spec, truth, np.random.default_rng(seed))


def holds_optimum(text: str, truth: Truth) -> bool:
    spec = read_round_text(text, "the round").spec
    (rate,) = (h for h in spec.hyperparameters.nuisance if h.name == "learning_rate")
    return rate.min <= 10**truth.rate <= rate.max


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("rate", OPTIMA.values(), ids=OPTIMA)
def test_three_proposals_reach_the_optimum(rate: float, seed: int) -> None:
    """The first space misses the optimum, the fourth holds it, and its best is nearly the best."""
    truth = Truth(rate=rate, edge=9.0)
    text = first_round(32, seed)
    assert not holds_optimum(text, truth)
    bests = []
    for _ in range(ROUNDS):
        found = judged(text, truth, seed)
        bests.append(found.selection.best.value)
        text = next_round(text, worst_first(answers(found))).text
    assert holds_optimum(text, truth)
    last = judged(text, truth, seed).selection.best.value
    assert bests[0] > 3 * BEST
    assert min(*bests, last) < 1.25 * BEST
