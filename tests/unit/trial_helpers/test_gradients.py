"""global_norm: torch's clipping function as the oracle, and nothing is clipped."""

import doctest
from math import inf, isnan

import pytest
import torch
from tuneround.trial import gradients
from tuneround.trial.gradients import global_norm


@pytest.fixture
def model():
    """Return a small network with gradients, one parameter of it without."""
    torch.manual_seed(0)
    network = torch.nn.Sequential(torch.nn.Linear(5, 7), torch.nn.Tanh(), torch.nn.Linear(7, 3))
    network(torch.randn(11, 5)).square().sum().backward()
    network[2].bias.grad = None
    return network


def test_it_is_torchs_total_norm(model):
    """The norm equals what clip_grad_norm_ returns when it clips nothing."""
    oracle = torch.nn.utils.clip_grad_norm_(model.parameters(), inf)
    assert torch.equal(global_norm(model.parameters()), oracle)


def test_it_is_the_norm_of_all_gradients_in_one_vector(model):
    """The norm equals the L2 norm of the concatenated gradients in double precision."""
    flat = torch.cat([p.grad.double().flatten() for p in model.parameters() if p.grad is not None])
    assert global_norm(model.parameters()).item() == pytest.approx(flat.norm().item(), rel=1e-6)


def test_gradients_are_left_alone(model):
    """Nothing is clipped or scaled."""
    before = [p.grad.clone() for p in model.parameters() if p.grad is not None]
    global_norm(model.parameters())
    after = [p.grad for p in model.parameters() if p.grad is not None]
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))


def test_nonfinite_gradients_are_told(model):
    """A NaN in any gradient makes the norm NaN."""
    model[0].bias.grad[0] = float("nan")
    assert isnan(global_norm(model.parameters()).item())


def test_no_gradient_is_norm_zero():
    """Parameters that no loss depends on have norm 0."""
    assert global_norm([torch.zeros(2, requires_grad=True)]).item() == 0.0


def test_doctests():
    """The example in the docstring holds."""
    assert doctest.testmod(gradients).failed == 0
