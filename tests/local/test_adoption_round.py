"""A change from its round to its verdict: run, next --reruns, run again, compare."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from local_rounds import LocalRound

PROGRAM = '''
"""Reaches a loss that label smoothing lowers by 0.1, the rate by less, and the seeds by 0.01."""
import random
from tuneround import Trial

with Trial.from_environment() as trial:
    chance = random.Random(trial.seeds.initialization)
    smoothing, rate = (trial.hyperparameters[n] for n in ("label_smoothing", "rate"))
    floor = 0.5 - smoothing + 0.01 * rate + 0.01 * chance.gauss(0, 1)
    for step in trial.steps():
        if trial.evaluation_due:
            trial.evaluate({"valid/loss": floor + 1 / step})
'''
SPACE = {
    "scientific": [{"name": "label_smoothing", "values": [0.0, 0.1]}],
    "nuisance": [{"name": "rate", "min": 0.1, "max": 1.0}],
}


def tuneround(*arguments: object) -> str:
    """Run a command to its end, which must be a success; return what it printed."""
    finished = subprocess.run(
        [sys.executable, "-m", "tuneround", *map(str, arguments)],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


@pytest.fixture
def searched(tmp_path: Path) -> LocalRound:
    """Run a round of two settings with one seed a point."""
    made = LocalRound.of(
        tmp_path,
        PROGRAM,
        hyperparameters=SPACE,
        budget={"trials": 8, "parallelism": 2},
    )
    made.run()
    return made


def test_change_is_adopted_by_fresh_seeds_of_the_round_that_next_writes(
    searched: LocalRound,
) -> None:
    """The search alone is inconclusive and asks for seeds; the round of re-runs adopts."""
    workdir = ("--workdir", searched.workdir)
    first = json.loads(tuneround("compare", searched.file, "--json", *workdir))
    assert first["verdict"] == "inconclusive"
    assert first["change"]["hyperparameters"]["label_smoothing"] == 0.1

    again = searched.folder / "again.yaml"
    tuneround("next", searched.file, "--reruns", 5, "--into", again, *workdir)
    tuneround("run", again, "--no-report", *workdir)
    second = json.loads(tuneround("compare", again, "--json", *workdir))
    assert second["verdict"] == "adopt"
    assert second["evidence"]["p_value"] == pytest.approx(2 / 252)
    assert second["change"]["hyperparameters"] == first["change"]["hyperparameters"]
    assert second["change"]["won_with"] == first["change"]["mean"]
    assert second["evidence"]["pairs"] == 5
    assert not any("not fresh" in note for note in second["notes"])
