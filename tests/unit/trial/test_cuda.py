"""A trial on a GPU: it does not wait where it need not, and keeps what it must."""

import gzip
import json
import os
import signal

import pytest
import torch
from tuneround.records.attempt import Fate
from tuneround.trial.buffers import Buffers
from tuneround.trial.errors import InterruptedTrialExit
from tuneround.trial.state import TrackedState

pytestmark = pytest.mark.skipif(
    not torch.cuda.is_available(), reason="needs a GPU that torch's CUDA can use; there is none"
)

GPU = torch.device("cuda")
HALF_A_SECOND = 1_000_000_000
"""Clock cycles, at the 2 GHz of present GPUs."""


def busy():
    """Keep the GPU busy for a while; return the event that marks the end."""
    torch.cuda._sleep(HALF_A_SECOND)
    end = torch.cuda.Event()
    end.record()
    return end


def network():
    """Return a network with every kind of state: batch statistics, dropout, a convolution."""
    return torch.nn.Sequential(
        torch.nn.Conv2d(1, 4, 3),
        torch.nn.BatchNorm2d(4),
        torch.nn.Flatten(),
        torch.nn.Dropout(),
        torch.nn.Linear(4 * 36, 1),
    ).to(GPU, memory_format=torch.channels_last)


def step_of(model, optimizer):
    """Take one step on random inputs from the GPU's generator; return the loss there."""
    x = torch.randn(8, 1, 8, 8, device=GPU)
    loss = (model(x) - x.sum((1, 2, 3))[:, None]).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss


def test_logging_does_not_wait_for_the_gpu(bench):
    """The GPU still works on what it was given before the value was logged."""
    with bench.open(bench.begin(steps=2, every=2)) as trial:
        for _ in trial.steps():
            value, tokens = torch.ones((), device=GPU), torch.full((), 3, device=GPU)
            trial.log(loss=value, tokens=tokens)  # a kernel's first use loads it, which may wait
            torch.cuda.synchronize()
            end = busy()
            trial.log(loss=value, tokens=tokens)
            assert not end.query()
            end.synchronize()
            if trial.evaluation_due:
                trial.evaluate({"valid/loss": value})
    assert bench.outcome.fate is Fate.COMPLETED


def test_snapshot_waits_for_the_gpu_and_is_a_copy():
    """It holds what the GPU was still to compute, and not what it computes afterwards."""
    model = torch.nn.Linear(512, 512, device=GPU)
    tracked, buffers = TrackedState(None), Buffers()
    tracked.track({"model": model})
    tracked.snapshot(1, {}, buffers)  # allocates the pinned memory, which waits too
    with torch.no_grad():
        end = busy()
        model.weight.fill_(3)
        taken = tracked.snapshot(2, {}, buffers).weights["model"]["weight"]
        assert end.query()
        model.weight.fill_(4)
    assert taken.is_pinned()
    assert taken.unique().tolist() == [3]


def test_snapshots_cost_no_gpu_memory_and_reuse_pinned_memory():
    """Neither the peak of the GPU's memory nor the pinned memory grows over many snapshots."""
    model = network()
    optimizer = torch.optim.AdamW(model.parameters())
    step_of(model, optimizer)
    tracked, buffers = TrackedState(None), Buffers()
    tracked.track({"model": model, "optimizer": optimizer})
    tracked.snapshot(1, {}, buffers)
    peak = torch.cuda.max_memory_allocated()
    addresses = {at: tensor.data_ptr() for at, tensor in buffers.tensors.items()}
    for step in range(2, 30):
        tracked.snapshot(step, {}, buffers)
    assert torch.cuda.max_memory_allocated() == peak
    assert {at: tensor.data_ptr() for at, tensor in buffers.tensors.items()} == addresses


def train(trial, stopped_at=None):
    """Train on the GPU; SIGTERM comes in step `stopped_at`."""
    with trial:
        trial.seed_everything()
        model = network()
        optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
        trial.track(model=model, optimizer=optimizer)
        for step in trial.steps():
            loss = step_of(model, optimizer)
            trial.log(loss=loss)
            if step == stopped_at:
                os.kill(os.getpid(), signal.SIGTERM)
            if trial.evaluation_due:
                trial.evaluate({"valid/loss": loss})


def losses(bench):
    """Return step -> the logged losses' summary, of the attempt that finished."""
    (name,) = [n for n in bench.names() if n.endswith("metrics.jsonl.gz")]
    lines = gzip.decompress(bench.bucket.get(bench.trial_keys.root + name)).splitlines()
    return {
        line["step"]: [line["logged"]["loss"][of] for of in ("mean", "min", "max")]
        for line in map(json.loads, lines)
        if "step" in line
    }


@pytest.fixture
def deterministic(monkeypatch):
    """Let torch choose deterministic kernels only."""
    monkeypatch.setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    before = torch.backends.cudnn.benchmark
    torch.backends.cudnn.benchmark = False
    torch.use_deterministic_algorithms(True)
    yield
    torch.use_deterministic_algorithms(False)
    torch.backends.cudnn.benchmark = before


@pytest.mark.parametrize("stopped_at", [3, 10, 13], ids=["early", "evaluation", "between"])
@pytest.mark.usefixtures("deterministic")
def test_trial_stopped_on_a_gpu_ends_as_if_undisturbed(tmp_path, bench, stopped_at):
    """With deterministic kernels the losses are bit-equal: the GPU's generator is resumed too."""
    undisturbed = type(bench)(tmp_path / "undisturbed")
    train(undisturbed.open(undisturbed.begin(steps=20)))
    with pytest.raises(InterruptedTrialExit):
        train(bench.open(bench.begin(steps=20)), stopped_at)
    train(bench.open(bench.begin(steps=20)))
    whole, resumed = losses(undisturbed), losses(bench)
    assert resumed == {step: whole[step] for step in resumed}
    assert max(resumed) == 20


def test_too_little_gpu_memory_is_infeasible(bench):
    """The error that torch raises by itself is known as a property of the configuration."""
    with bench.open(bench.begin()) as trial:
        for _ in trial.steps():
            torch.empty(2**45, device=GPU)
    assert bench.outcome.fate is Fate.INFEASIBLE
