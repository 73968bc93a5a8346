"""Optimizers and schedules: what an option's name promises is what torch does."""

import pytest
import torch
from torch.optim import SGD, Adam, AdamW
from torch.optim.lr_scheduler import CosineAnnealingLR
from trainers.optimizers import OptimizerOptions, build_optimizer, build_schedule, set_rate

CASES = {
    "nesterov": (
        OptimizerOptions(learning_rate=0.1, one_minus_momentum=0.05, weight_decay=0.01),
        lambda p: SGD(p, lr=0.1, momentum=0.95, nesterov=True, weight_decay=0.01),
    ),
    "no momentum": (
        OptimizerOptions(learning_rate=0.1, one_minus_momentum=1.0),
        lambda p: SGD(p, lr=0.1),
    ),
    "adam": (
        OptimizerOptions(
            optimizer="adam", learning_rate=0.01, one_minus_beta1=0.2, one_minus_beta2=0.05
        ),
        lambda p: Adam(p, lr=0.01, betas=(0.8, 0.95)),
    ),
    "adam with decay": (
        OptimizerOptions(optimizer="adam", learning_rate=0.01, weight_decay=0.1, epsilon=1e-3),
        lambda p: AdamW(p, lr=0.01, weight_decay=0.1, eps=1e-3),
    ),
}


def descended(build):
    """Return the weight after ten steps down a quartic."""
    weight = torch.nn.Parameter(torch.linspace(-1.0, 1.0, 5))
    optimizer = build([weight])
    for _ in range(10):
        optimizer.zero_grad()
        (weight**4 + weight).sum().backward()
        optimizer.step()
    return weight.detach()


@pytest.mark.parametrize("case", CASES)
def test_optimizers_are_torchs(case):
    """Ten steps of the built optimizer equal ten of torch's, configured by hand."""
    options, oracle = CASES[case]
    ours = descended(lambda parameters: build_optimizer(options, parameters))
    assert torch.allclose(ours, descended(oracle), rtol=1e-6, atol=0)


def test_rate_is_set_from_the_schedule():
    """Setting the rate before each step is what torch's scheduler does after it."""
    options = OptimizerOptions(learning_rate=0.2, schedule="cosine")
    ours = build_optimizer(options, [torch.nn.Parameter(torch.zeros(1))])
    torchs = SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.2)
    scheduler, schedule = CosineAnnealingLR(torchs, T_max=20), build_schedule(options, 20)
    for step in range(1, 21):
        set_rate(ours, schedule(step))
        assert ours.param_groups[0]["lr"] == pytest.approx(torchs.param_groups[0]["lr"])
        torchs.step()
        scheduler.step()


@pytest.mark.parametrize("name", ["constant", "linear", "cosine"])
@pytest.mark.parametrize("steps", [1, 10, 333])
@pytest.mark.parametrize("fraction", [0.0, 0.1, 0.99])
def test_every_schedule_covers_every_budget(name, steps, fraction):
    """Any warm-up fraction below 1 leaves a schedule for each step, reaching its base rate."""
    options = OptimizerOptions(learning_rate=0.5, schedule=name, warmup_fraction=fraction)
    schedule = build_schedule(options, steps)
    assert max(schedule(step) for step in range(1, steps + 1)) == pytest.approx(0.5)
