"""Divergence: told from slowness, from a passing excursion, and from a good training."""

import doctest

import pytest
import torch
from trainers import divergence
from trainers.divergence import Divergence

NAN, INF = float("nan"), float("inf")


def judged(validation, training=()):
    """Return the reason after the validation losses, the last of them the training's last."""
    watch = Divergence()
    watch.begin(2.3)
    for loss in training:
        watch.observe(torch.tensor(loss))
    reasons = [
        watch.reason(loss, last=number == len(validation))
        for number, loss in enumerate(validation, 1)
    ]
    return next((reason for reason in reasons if reason), None)


@pytest.mark.parametrize(
    ("validation", "training"),
    [
        ([2.31, 2.30, 2.29], [2.4, 2.3]),
        ([9.0, 5.0, 2.0], [50.0, 2.0]),
        ([2.0, 7.0, 2.0], [2.0]),
        ([9.0, 8.0, 7.0, 2.0], [9.0]),
        ([2.35, 2.36], [2.4]),
        ([0.1, 0.05], [30.0, 0.1]),
    ],
    ids=["slow", "early peak", "excursion", "coming back", "slightly worse", "learned"],
)
def test_no_divergence(validation, training):
    """A training that is slow, or that comes back, is judged by its metrics."""
    assert judged(validation, training) is None


@pytest.mark.parametrize(
    ("validation", "training", "told"),
    [
        ([2.0, NAN], [], "validation loss nan"),
        ([INF], [], "validation loss inf"),
        ([5.0, 6.0, 2.0], [], "two evaluations in a row"),
        ([5.0, 5.0, 2.0], [], "two evaluations in a row"),
        ([2.0, 2.0, 4.7], [], "at the end, above 2 x its initial 2.3"),
        ([2.303, 2.303], [2.4, 80.0, 2.3], "after a training loss of 80"),
        ([2.303], [NAN, 80.0], "after a training loss of 80"),
    ],
    ids=["nan", "infinite", "rising", "stuck", "end", "dead", "dead after nan"],
)
def test_divergence(validation, training, told):
    """A training that has left for good is infeasible, with the reason in words."""
    assert told in judged(validation, training)


def test_state_is_resumed(tmp_path):
    """A watch that goes on from its saved state gives the reason it would have given."""
    watch = Divergence()
    watch.begin(2.3)
    watch.observe(torch.tensor(99.0))
    assert watch.reason(5.0, last=False) is None
    torch.save(watch.state_dict(), tmp_path / "state.pt")
    resumed = Divergence()
    resumed.load_state_dict(torch.load(tmp_path / "state.pt", weights_only=True))
    assert resumed.reason(6.0, last=False) == watch.reason(6.0, last=False) is not None
    assert resumed.reason(2.3, last=True) == watch.reason(2.3, last=True) is not None


def test_the_initial_loss_comes_first():
    """Judging without the initial loss is refused."""
    with pytest.raises(ValueError, match="`begin` takes the initial loss"):
        Divergence().reason(1.0, last=False)


def test_doctests():
    """The example in the docstring holds."""
    assert doctest.testmod(divergence) == (0, 4)
