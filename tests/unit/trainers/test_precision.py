"""Precision: the same update in every precision, with the scaler's state where it matters."""

import pytest
import torch
from torch.optim import SGD
from trainers.precision import Precision, best_precision

CPU = torch.device("cpu")


def updated(precision, factor=1.0):
    """Return the norm that one update reports, and the weight after it."""
    torch.manual_seed(0)
    layer = torch.nn.Linear(8, 4)
    inputs = torch.randn(16, 8)
    optimizer = SGD(layer.parameters(), lr=0.1)
    with precision.autocast():
        loss = layer(inputs).float().square().mean() * factor
    norm = precision.update(loss, optimizer, layer.parameters())
    return norm.item(), layer.weight.detach().clone()


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16], ids=["bfloat16", "float16"])
def test_mixed_precision_takes_the_same_step(dtype):
    """The norm is unscaled, and the step close to float32's."""
    norm, weight = updated(Precision(CPU, dtype))
    exact_norm, exact_weight = updated(Precision(CPU, None))
    assert norm == pytest.approx(exact_norm, rel=0.02)
    assert torch.allclose(weight, exact_weight, atol=0.02)


def test_float16_leaves_an_overflow_out():
    """An overflowing float16 step changes no weight, tells an infinite norm, halves the scale."""
    precision = Precision(CPU, torch.float16)
    before = precision.scaler.get_scale()
    norm, weight = updated(precision, factor=1e38)
    torch.manual_seed(0)
    assert not norm < float("inf")
    assert torch.equal(weight, torch.nn.Linear(8, 4).weight)
    assert precision.scaler.get_scale() == before / 2


def test_scale_is_resumed():
    """The scaler's state restores the scale; without float16 there is none."""
    precision, resumed = Precision(CPU, torch.float16), Precision(CPU, torch.float16)
    updated(precision, factor=1e38)
    resumed.scaler.load_state_dict(precision.scaler.state_dict())
    assert resumed.scaler.get_scale() == precision.scaler.get_scale()
    assert Precision(CPU, None).scaler.state_dict() == {}


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_a_cpu_computes_in_float32():
    """Without a GPU nothing is mixed."""
    assert (best_precision().device, best_precision().dtype) == (CPU, None)
