"""A trial on a folder, and a tiny training program that draws from every source of state."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from tuneround.trial.trial import Trial
from workbench import Workbench


def train(trial: Trial, at_step: Callable[[int], None] = lambda step: None) -> None:
    """Train with dropout, batch normalization and momentum, calling `at_step` in every step."""
    with trial:
        trial.seed_everything()
        model = torch.nn.Sequential(
            torch.nn.Linear(3, 4),
            torch.nn.BatchNorm1d(4),
            torch.nn.Dropout(),
            torch.nn.Linear(4, 1),
        )
        optimizer = torch.optim.Adam(model.parameters(), lr=trial.hyperparameters["learning_rate"])
        trial.track(model=model, optimizer=optimizer)
        for step in trial.steps():
            x = torch.randn(8, 3)
            loss = (model(x) - x.sum(1, keepdim=True)).square().mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            trial.log(loss=loss)
            at_step(step)
            if trial.evaluation_due:
                trial.evaluate({"valid/loss": loss, "test/loss": 2 * loss})


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    """Return an empty bucket for one trial."""
    return Workbench(tmp_path)


@pytest.fixture
def training() -> Callable[..., None]:
    """Return the training program."""
    return train
