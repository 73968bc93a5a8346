"""Schedules against torch's own, at every step, and at their boundaries."""

import doctest
import warnings

import pytest
import torch
from torch.optim import SGD
from torch.optim.lr_scheduler import ConstantLR, CosineAnnealingLR, LinearLR, SequentialLR
from tuneround.trial import schedules
from tuneround.trial.schedules import constant, cosine_decay, linear_decay

STEPS, BASE = 30, 0.4


def torch_rates(after_warmup, warmup_steps, steps=STEPS):
    """Return the rates torch.optim.lr_scheduler sets for updates 1 to `steps`."""
    optimizer = SGD([torch.zeros(1, requires_grad=True)], lr=BASE)
    scheduler = after_warmup(optimizer)
    if warmup_steps:
        warm = LinearLR(optimizer, 1 / warmup_steps, 1.0, total_iters=max(warmup_steps - 1, 1))
        scheduler = SequentialLR(optimizer, [warm, scheduler], milestones=[warmup_steps])
    rates = []
    with warnings.catch_warnings():
        # SequentialLR itself calls step(epoch), which torch deprecates.
        warnings.simplefilter("ignore", UserWarning)
        for _ in range(steps):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
    return rates


@pytest.mark.parametrize("fraction", [0.0, 0.1, 1.0], ids="final {}".format)
@pytest.mark.parametrize("warmup", [0, 2, 10, 29], ids="warm-up {}".format)
def test_linear_decay_is_torchs(warmup, fraction):
    """Every rate of linear_decay equals LinearLR's after LinearLR's warm-up."""
    ours = linear_decay(BASE, STEPS, warmup, fraction)
    oracle = torch_rates(lambda o: LinearLR(o, 1.0, fraction, total_iters=STEPS - warmup), warmup)
    assert [ours(t) for t in range(1, STEPS + 1)] == pytest.approx(oracle, rel=1e-9)


@pytest.mark.parametrize("fraction", [0.0, 0.1, 1.0], ids="final {}".format)
@pytest.mark.parametrize("warmup", [0, 2, 10, 29], ids="warm-up {}".format)
def test_cosine_decay_is_torchs(warmup, fraction):
    """Every rate of cosine_decay equals CosineAnnealingLR's after LinearLR's warm-up."""
    ours = cosine_decay(BASE, STEPS, warmup, fraction)
    oracle = torch_rates(
        lambda o: CosineAnnealingLR(o, T_max=STEPS - warmup, eta_min=BASE * fraction), warmup
    )
    assert [ours(t) for t in range(1, STEPS + 1)] == pytest.approx(oracle, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("warmup", [0, 2, 10, 29], ids="warm-up {}".format)
def test_constant_is_torchs(warmup):
    """Every rate of constant equals ConstantLR's after LinearLR's warm-up."""
    ours = constant(BASE, warmup)
    oracle = torch_rates(lambda o: ConstantLR(o, 1.0), warmup)
    assert [ours(t) for t in range(1, STEPS + 1)] == pytest.approx(oracle, rel=1e-9)


@pytest.mark.parametrize("decay", [linear_decay, cosine_decay])
def test_warmup_stands_in_front_of_the_whole_schedule(decay):
    """A warm-up of w added to the budget leaves the schedule as it was, w steps later."""
    bare, warmed = decay(BASE, STEPS), decay(BASE, STEPS + 7, warmup_steps=7)
    assert [warmed(t + 7) for t in range(1, STEPS + 1)] == [bare(t) for t in range(1, STEPS + 1)]


@pytest.mark.parametrize("decay", [linear_decay, cosine_decay])
def test_no_update_has_rate_zero(decay):
    """The first and the last update move the weights, even when the schedule ends at 0."""
    rates = [decay(BASE, STEPS, warmup_steps=5)(t) for t in (1, STEPS)]
    assert all(0.0 < rate < BASE for rate in rates)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: constant(-1.0), "got -1.0"),
        (lambda: constant(float("nan")), "got nan"),
        (lambda: constant(1.0, -1), "got -1"),
        (lambda: linear_decay(1.0, 10, 10), "got warmup_steps 10 of 10 steps"),
        (lambda: linear_decay(1.0, 0), "of 0 steps"),
        (lambda: cosine_decay(1.0, 10, 0, 1.5), "got 1.5"),
        (lambda: constant(1.0)(0), "got step 0"),
        (lambda: linear_decay(1.0, 10)(11), "got step 11"),
        (lambda: cosine_decay(1.0, 10, 2)(0), "got step 0"),
    ],
    ids=["negative", "nan", "warm-up", "all warm-up", "empty", "fraction", "0", "end", "0 warm"],
)
def test_impossible_arguments_are_refused(make, told):
    """What is outside a schedule's range is refused with the value it got, never clamped."""
    with pytest.raises(ValueError, match=told):
        make()


def test_doctests():
    """The examples in the docstrings hold."""
    assert doctest.testmod(schedules).attempted >= 6
    assert doctest.testmod(schedules).failed == 0
