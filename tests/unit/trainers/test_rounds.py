"""The example rounds ask their programs only for what those know."""

import importlib
from pathlib import Path

import pytest
from trainers.options import read_options
from tuneround.search import plan
from tuneround.spec.reading import read_round

ROUNDS = sorted((Path(__file__).parents[3] / "pipelines" / "rounds").glob("*.yaml"))


@pytest.mark.parametrize("path", ROUNDS, ids=lambda path: path.stem)
def test_every_planned_trial_is_one_that_the_program_accepts(path):
    """Each trial of an example round has known hyperparameters with admissible values."""
    spec = read_round(path).spec
    *_, module = spec.trainer.command
    options = importlib.import_module(f"{module}.options").Options
    trials = plan(spec)
    assert len(trials) == spec.budget.trials
    for trial in trials:
        read_options(options, trial.hyperparameters)


def test_the_demos_round_is_large_enough():
    """The round of `make demo` has 24 trials or more, half of them for each optimizer."""
    spec = read_round(next(path for path in ROUNDS if path.stem == "mnist-optimizer")).spec
    optimizers = [trial.hyperparameters["optimizer"] for trial in plan(spec)]
    assert len(optimizers) >= 24
    assert optimizers.count("adam") == optimizers.count("nesterov")
