"""What the ranks of tests run."""

import json
import os
import runpy
import signal
import time
from collections.abc import Mapping
from itertools import count
from pathlib import Path

import torch
from torch import nn
from tuneround.trial import Trial
from tuneround.trial.ranks import (
    average_gradients,
    mean_across_ranks,
    process_group,
    rank,
    synchronize_buffers,
    world_size,
)
from tuneround.trial.shuffle import ShuffledBatches

EXAMPLES = 64


class Buffered(nn.Module):
    """Buffers of every kind."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(3)
        self.register_buffer("short", torch.tensor([1.0 + rank()], dtype=torch.bfloat16))
        self.register_buffer("equal", torch.tensor(0.1), persistent=False)
        self.register_buffer("mask", torch.tensor([True, rank() == 0, False]))
        self.register_buffer("wave", torch.tensor([1 + rank() * 1j]))


def share(folder: str) -> None:
    """Write what each rank gets from every helper."""
    with process_group():
        model = Buffered()
        for _ in range(rank() + 1):
            model.norm(torch.randn(8, 3, generator=torch.Generator().manual_seed(rank())) + rank())
        before = values_of(model)
        synchronize_buffers(model)
        told = {
            "ranks": [rank(), world_size()],
            "mean": mean_across_ranks(torch.tensor(1.0 + rank()), weight=1 + 2 * rank()),
            "of one": mean_across_ranks(float("nan") if rank() else 7.0, weight=1 - rank()),
            "not finite": mean_across_ranks(float("nan") if rank() else 7.0),
            "before": before,
            "after": values_of(model),
        }
    Path(folder, f"{os.environ['RANK']}.json").write_text(json.dumps(told))


def values_of(model: nn.Module) -> dict[str, list[float]]:
    """Return the buffers as numbers."""
    wide = {name: buffer.to(torch.complex128) for name, buffer in model.named_buffers()}
    return {name: torch.view_as_real(buffer).flatten().tolist() for name, buffer in wide.items()}


def train(assignment: str, act: str = "", at_rank: int = -1, at_step: int = 0) -> None:
    """Train with batch normalization and divided batches; do `act` in a step of one rank."""
    os.environ["TUNEROUND_TRIAL"] = assignment
    with Trial.from_environment() as trial, process_group():
        trial.seed_everything()
        model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Dropout(), nn.Linear(4, 1))
        optimizer = torch.optim.Adam(model.parameters(), lr=trial.hyperparameters["learning_rate"])
        x = torch.randn(EXAMPLES, 3, generator=torch.Generator().manual_seed(5))
        batches = ShuffledBatches(
            EXAMPLES, 16, trial.seeds.data_order, rank=rank(), world_size=world_size()
        )
        trial.track(model=model, optimizer=optimizer, batches=batches)
        for step in trial.steps():
            if trial._writer is not None:
                trial._writer.uploader.drain()  # which commits there are must not depend on speed
            chosen = x[next(batches)]
            loss = (model(chosen) - chosen.sum(1, keepdim=True)).square().mean()
            optimizer.zero_grad()
            loss.backward()
            average_gradients(model.parameters())
            optimizer.step()
            trial.log(loss=loss)
            if rank() == at_rank and step == at_step:
                do(act, trial)
            if trial.evaluation_due:
                synchronize_buffers(model)
                trial.evaluate({"valid/loss": evaluated(model, x)})


def do(act: str, trial: Trial) -> None:
    """Disturb the training."""
    if act == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    elif act == "wait":
        Path(os.environ["HERE"]).touch()
        while trial._signals.received is None:
            time.sleep(0.01)
    elif act == "terminate":
        os.kill(os.getpid(), signal.SIGTERM)
    elif act == "raise":
        raise ZeroDivisionError
    elif act == "infeasible":
        trial.infeasible("this rank says so")


@torch.no_grad()
def evaluated(model: nn.Module, x: torch.Tensor) -> float:
    """Evaluate a part on each rank."""
    model.eval()
    mine = x[rank() :: world_size()]
    loss = (model(mine) - mine.sum(1, keepdim=True)).square().mean()
    model.train()
    return mean_across_ranks(loss, weight=len(mine))


def lose_a_peer_at_the_start(assignment: str) -> None:
    """Rank 1 dies before the first step, while rank 0 waits for it."""
    os.environ["TUNEROUND_TRIAL"] = assignment
    with Trial.from_environment() as trial, process_group():
        mean_across_ranks(1.0)
        if rank() == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        mean_across_ranks(1.0)
        next(trial.steps())


def run_document(path: str, assignment: str, dies_at: int = 0) -> None:
    """Run a program of the documentation; rank 1 dies in its evaluation number `dies_at`."""
    os.environ["TUNEROUND_TRIAL"] = assignment
    evaluate, calls = Trial.evaluate, count(1)

    def counted(trial: Trial, metrics: Mapping[str, float]) -> None:
        if trial._writer is not None:
            trial._writer.uploader.drain()  # which commits there are must not depend on speed
        elif next(calls) == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
        evaluate(trial, metrics)

    Trial.evaluate = counted  # type: ignore[method-assign]
    runpy.run_path(path, run_name="__main__")


if __name__ == "__main__":
    words = os.environ.get("ACT", "none -1 0").split()
    train(os.environ["TUNEROUND_TRIAL"], words[0], int(words[1]), int(words[2]))
