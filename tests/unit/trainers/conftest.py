"""What the trainers' tests share: trials by hand in a folder of their own, on one thread."""

import gzip
import json

import pytest
import torch
from trainers.characters import program as characters
from trainers.mnist import program as mnist
from trainers.precision import Precision
from tuneround.records.assignment import Assignment
from tuneround.records.attempt import Attempt
from tuneround.records.plan import Seeds
from tuneround.store.keys import RoundKeys


@pytest.fixture(autouse=True)
def by_hand(tmp_path, monkeypatch):
    """Run every program by hand, on one thread, in an empty folder."""
    monkeypatch.delenv("TUNEROUND_TRIAL", raising=False)
    monkeypatch.chdir(tmp_path)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(autouse=True)
def device(monkeypatch):
    """Train on the CPU in float32, also where there is a GPU: there sums are not bit-equal."""
    cpu = torch.device("cpu")
    for program in (mnist, characters):
        monkeypatch.setattr(program, "best_precision", lambda: Precision(cpu, None))
    return cpu


@pytest.fixture
def written(tmp_path):
    """Return a function that reads a trial by hand: its evaluations and its outcome."""

    def read(index=0):
        trial = tmp_path / "tuneround-trial" / "by-hand" / "trials" / f"{index:05d}"
        (sealed,) = trial.glob("*/metrics.jsonl.gz")
        lines = [json.loads(line) for line in gzip.decompress(sealed.read_bytes()).splitlines()]
        return [line for line in lines if "step" in line], lines[-1]["outcome"]

    return read


@pytest.fixture
def planned(tmp_path, monkeypatch):
    """Return a function that begins trial 0 of a round, as its supervisor would."""

    def begin(hyperparameters):
        keys = RoundKeys("s/r/").trial(0).attempt("0001-00000000")
        orders = Assignment(
            study="s",
            round="r",
            trial=0,
            attempt=keys.attempt,
            hyperparameters=hyperparameters,
            seeds=Seeds(initialization=0, data_order=0),
            objective={"metric": "valid/loss", "direction": "minimize"},
            steps=2,
            evaluate_every=1,
            kept=(),
            threads=1,
            root="s/r/",
            directory=str(tmp_path),
        )
        start = Attempt(trial=0, attempt=keys.attempt, started="2026-01-01T00:00:00Z", host="h")
        (tmp_path / keys.root).mkdir(parents=True)
        (tmp_path / keys.start).write_bytes(start.to_json())
        (tmp_path / "assignment.json").write_bytes(orders.to_json())
        monkeypatch.setenv("TUNEROUND_TRIAL", str(tmp_path / "assignment.json"))

    return begin
