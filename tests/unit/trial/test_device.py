"""A trial's dealings with tensors on a device, as far as a CPU can show them.

`Elsewhere` is a CPU tensor that says it is none, so that it is logged as a GPU's is. test_cuda.py
beside this file needs a GPU.
"""

import gzip
import json

import pytest
import torch
from tuneround.records.attempt import Fate
from tuneround.trial.buffers import Buffers
from tuneround.trial.errors import InfeasibleError, TrialUsageError
from tuneround.trial.interval import Interval
from tuneround.trial.state import TrackedState

NAN = float("nan")


class Elsewhere(torch.Tensor):
    """A tensor in the CPU's memory that says it is not there."""

    is_cpu = False


def elsewhere(value, dtype=None):
    return torch.tensor(value, dtype=dtype).as_subclass(Elsewhere)


def test_device_tensors_are_snapshots_that_are_read_back_in_order():
    """A value that changes in place after it was logged does not change what was logged."""
    running = elsewhere(0.0)
    interval = Interval()
    for _ in range(3):
        running += 1
        interval.add({"loss": running, "rate": 0.5})
    taken = {name: list(values) for name, values in interval.take().items()}
    assert taken == {"loss": [1.0, 2.0, 3.0], "rate": [0.5] * 3}


def test_device_tensors_of_several_types_keep_their_values():
    """A count beside a float32 loss is not rounded to float32."""
    interval = Interval()
    interval.add({"loss": elsewhere(1.5), "tokens": elsewhere(2**24 + 1), "done": elsewhere(True)})
    taken = {name: list(values) for name, values in interval.take().items()}
    assert taken == {"loss": [1.5], "tokens": [2**24 + 1], "done": [1.0]}


@pytest.mark.parametrize("device", ["cpu", "meta"])
def test_a_tensor_of_several_elements_is_refused_on_every_device(device):
    """The error is the same wherever the tensor is, and comes from the call that was wrong."""
    with pytest.raises(TrialUsageError, match=r"one number; got Tensor for 'norms'"):
        Interval().add({"loss": 1.0, "norms": torch.ones(2, device=device)})


def train(trial, losses):
    """Log one loss of a device a step; leave the loop after the last."""
    with trial:
        for step, loss in zip(trial.steps(), losses, strict=False):
            trial.log(loss=elsewhere(loss))
            if trial.evaluation_due:
                trial.evaluate({"valid/loss": 1.0 / step})
            if step == len(losses):
                break


def stored_steps(bench):
    """Return the steps of the evaluations in the bucket."""
    (name,) = [n for n in bench.names() if n.endswith("metrics.jsonl.gz")]
    lines = gzip.decompress(bench.bucket.get(bench.trial_keys.root + name)).splitlines()
    return [line["step"] for line in map(json.loads, lines) if "step" in line]


def test_ten_nonfinite_losses_of_a_device_end_the_trial_at_its_next_evaluation(bench):
    """The outcome counts the evaluations that are in the bucket, and no other."""
    train(bench.open(bench.begin(steps=40, every=15)), [1.0] * 16 + [NAN] * 24)
    assert (bench.outcome.fate, bench.outcome.step) == (Fate.INFEASIBLE, 29)
    assert "10 times in a row" in bench.outcome.reason
    assert stored_steps(bench) == [15]
    assert bench.outcome.evaluations == 1


def test_nonfinite_losses_are_seen_when_the_program_leaves_its_loop(bench):
    """A program that stops by itself after ten of them has an infeasible trial, not an error."""
    with bench.open(bench.begin(steps=40, every=15)) as trial:
        trial.track(model=torch.nn.Linear(1, 1))
        for step in trial.steps():
            trial.log(loss=elsewhere(NAN))
            if step == 12:
                break
    assert (bench.outcome.fate, bench.outcome.evaluations) == (Fate.INFEASIBLE, 0)


def test_settling_reads_what_waits_on_the_device():
    """The tenth non-finite loss is reported then, as it would have been by a number."""
    interval = Interval()
    for _ in range(10):
        interval.add({"loss": elsewhere(NAN)})
    with pytest.raises(InfeasibleError, match="10 times in a row"):
        interval.settle()


def test_optimizer_state_is_resumed_in_its_memory_layout(tmp_path):
    """Moments of channels-last weights stay channels-last, or updates would leave the fast path."""

    def build():
        model = torch.nn.Conv2d(3, 8, 3).to(memory_format=torch.channels_last)
        return model, torch.optim.AdamW(model.parameters())

    model, optimizer = build()
    model(torch.randn(2, 3, 8, 8)).sum().backward()
    optimizer.step()
    saved = TrackedState(None)
    saved.track({"model": model, "optimizer": optimizer})
    saved.snapshot(1, {}, Buffers()).write(tmp_path)
    resumed_model, resumed_optimizer = build()
    TrackedState(tmp_path).track({"model": resumed_model, "optimizer": resumed_optimizer})
    moment = optimizer.state[model.weight]["exp_avg"]
    resumed = resumed_optimizer.state[resumed_model.weight]["exp_avg"]
    assert torch.equal(resumed, moment)
    assert resumed.stride() == moment.stride() == model.weight.stride()
    assert resumed_model.weight.stride() == model.weight.stride()


class Stateful:
    """An object whose state is what it was given."""

    def __init__(self, state):
        self.state = state

    def state_dict(self):
        return self.state

    def load_state_dict(self, state):
        self.state = state


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("a", {"x": {"y": torch.zeros(1)}, "x.y": torch.ones(1)}),
        ("a", {0: torch.zeros(1), "0": torch.ones(1)}),
        ("random", {"torch": torch.zeros_like(torch.get_rng_state())}),
    ],
    ids=["dotted", "number", "random"],
)
def test_no_two_tensors_of_a_state_share_a_buffer(tmp_path, name, state):
    """Names that look alike when spelled as a path are still different places in the state."""
    saved = TrackedState(None)
    saved.track({name: Stateful(state)})
    saved.snapshot(1, {}, Buffers()).write(tmp_path)
    resumed = Stateful({})
    TrackedState(tmp_path).track({name: resumed})
    assert flattened(resumed.state) == flattened(state)


def flattened(state):
    """Return the tensors of a state as lists, in order."""
    if isinstance(state, dict):
        return [flattened(value) for value in state.values()]
    return state.tolist()
