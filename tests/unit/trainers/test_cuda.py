"""The programs on a GPU: in mixed precision, without waiting for it, and resumed."""

import gzip
import json
import os
import signal

import pytest
import torch
from trainers.characters import program as characters
from trainers.mnist import program as mnist
from trainers.precision import best_precision

pytestmark = pytest.mark.skipif(
    not torch.cuda.is_available(), reason="needs a GPU that torch's CUDA can use; there is none"
)

HALF_A_SECOND = 1_000_000_000
"""Clock cycles, at the 2 GHz of present GPUs."""
WARM_UP = 5
"""Steps before which kernels are loaded and memory is reserved, both of which may wait."""
PROGRAMS = pytest.mark.parametrize("program", [mnist, characters], ids=["mnist", "characters"])
OPTIONS = ["--dropout", "0.3", "--optimizer", "adam", "--schedule", "cosine"]


@pytest.fixture(autouse=True)
def device():
    """Train on the GPU, unlike the other tests of the programs."""
    return torch.device("cuda")


def test_a_gpu_computes_in_half_the_bits():
    """bfloat16 where the GPU has it, else float16 with its scaler."""
    precision = best_precision()
    assert precision.device.type == "cuda"
    assert precision.scaler.is_enabled() == (precision.dtype is torch.float16)


@PROGRAMS
def test_steps_are_queued_without_waiting_for_the_gpu(program, monkeypatch):
    """A whole step, its batch and its logging included, ends while the GPU is still busy."""
    if best_precision().dtype is torch.float16:
        pytest.skip("the scaler of float16 waits for the GPU once a step; this one has no bfloat16")
    set_rate, calls, waited = program.set_rate, [], []

    def with_a_busy_gpu(optimizer, rate):
        """Begin a step, and note whether the GPU had done the one before when it was queued."""
        if len(calls) > WARM_UP:
            waited.append(calls[-1].query())
            calls[-1].synchronize()
        if len(calls) >= WARM_UP:
            torch.cuda._sleep(HALF_A_SECOND)
        calls.append(torch.cuda.Event())
        calls[-1].record()
        set_rate(optimizer, rate)

    monkeypatch.setattr(program, "set_rate", with_a_busy_gpu)
    assert program.main(["--steps", str(WARM_UP + 4), *OPTIONS, "--evaluate-every", "100"]) == 0
    assert waited == [False] * 3


@PROGRAMS
@pytest.mark.filterwarnings("ignore:.*deterministic:UserWarning")
def test_interrupted_trial_ends_with_nearly_the_same_losses(program, monkeypatch, tmp_path):
    """SIGTERM and a second attempt differ from an undisturbed trial by rounding alone.

    Not bit for bit: some backward passes add up in the order in which the GPU comes to it.
    """
    arguments = ["--steps", "12", "--evaluate-every", "3", *OPTIONS]
    evaluate_all = program.evaluate_all

    def and_terminate(*args):
        os.kill(os.getpid(), signal.SIGTERM)
        return evaluate_all(*args)

    torch.use_deterministic_algorithms(True, warn_only=True)
    monkeypatch.setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    try:
        with monkeypatch.context() as patch, pytest.raises(SystemExit):
            patch.setattr(program, "evaluate_all", and_terminate)
            program.main(arguments)
        assert program.main(arguments) == program.main(arguments) == 0
    finally:
        torch.use_deterministic_algorithms(False)
    resumed, whole = (losses(tmp_path, index) for index in (0, 1))
    assert list(whole) == [3, 6, 9, 12]
    assert list(resumed) == [6, 9, 12]
    for step, values in resumed.items():
        assert values == pytest.approx(whole[step], rel=0.01)


def losses(folder, index):
    """Return step -> validation loss and logged losses of the attempt that finished."""
    trial = folder / "tuneround-trial" / "by-hand" / "trials" / f"{index:05d}"
    (sealed,) = trial.glob("*/metrics.jsonl.gz")
    lines = map(json.loads, gzip.decompress(sealed.read_bytes()).splitlines())
    return {
        line["step"]: [
            line["metrics"]["valid/loss"],
            *(line["logged"]["loss"][of] for of in ("mean", "min", "max")),
        ]
        for line in lines
        if "step" in line
    }
