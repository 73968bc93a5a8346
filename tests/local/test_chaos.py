"""Chaos: a round under SIGKILLs ends with the answer of the undisturbed one, bit for bit."""

import json
import random
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from local_rounds import (
    finish,
    kill,
    server_pid,
    trainings,
    wait_for,
)

pytestmark = pytest.mark.server

TRIALS = 16
STEPS = 240
EVERY = 16
KILLS = 12
MOST_KILLS_OF_A_TRIAL = 3
SERVER_AT, RUNNER_AT = 4, 8
"""Before which of the kills the server, and the runner, are killed."""

TRAINING = """
import torch
from torch import nn
from tuneround import Trial

torch.set_num_threads(1)
data = torch.Generator().manual_seed(0)
inputs = torch.randn(4096, 64, generator=data)
targets = (inputs @ torch.randn(64, 1, generator=data)).tanh()

with Trial.from_environment() as trial:
    trial.seed_everything()
    model = nn.Sequential(nn.Linear(64, 384), nn.Dropout(0.1), nn.ReLU(), nn.Linear(384, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=trial.hyperparameters["rate"])
    trial.track(model=model, optimizer=optimizer)
    for step in trial.steps():
        batch = torch.randint(3584, (128,))
        loss = nn.functional.mse_loss(model(inputs[batch]), targets[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        trial.log(loss=loss)
        if trial.evaluation_due:
            model.eval()
            with torch.no_grad():
                error = nn.functional.mse_loss(model(inputs[3584:]), targets[3584:])
            model.train()
            trial.evaluate({"valid/loss": error, "train/loss": loss})
"""


def chaotic(local_round, folder):
    """Return a round of real trainings with retries to match the kills."""
    return local_round(
        TRAINING,
        folder=folder,
        budget={"trials": TRIALS, "steps": STEPS, "evaluateEvery": EVERY, "retries": KILLS},
        hyperparameters={
            "nuisance": [{"name": "rate", "min": 1e-4, "max": 1e-1, "scale": "log"}],
        },
    )


class Chaos:
    """Kills trainings, supervisors, the server and the runner, at moments of observed progress."""

    def __init__(self, round_, seed):
        self.round = round_
        self.random = random.Random(seed)
        self.killed = Counter()
        self.runner = round_.start()

    def run(self):
        """Kill, and return what the last runner said at its end."""
        for number in range(KILLS):
            if number == SERVER_AT:
                self.kill_server()
            if number == RUNNER_AT:
                self.kill_runner()
            self.kill_trial()
        return finish(self.runner)

    def kill_trial(self):
        """Kill the training or the supervisor of a running trial, up to two commits from now."""
        while True:
            index = self.random.choice(wait_for(self.candidates))
            awaited = len(self.round.commits(index)) + self.random.randint(0, 2)
            wait_for(lambda: self.has_moved(index, awaited))  # noqa: B023 - waited for right here
            if index in (running := self.running()):  # else it has finished meanwhile
                break
        kind = self.random.choice(sorted(running[index]))
        kill(running[index][kind])
        self.killed[kind] += 1
        self.killed[index] += 1

    def candidates(self):
        """Return the running trials that have not been killed too often already."""
        assert self.runner.poll() is None, "the round ended before the last kill: train longer"
        return [i for i in sorted(self.running()) if self.killed[i] < MOST_KILLS_OF_A_TRIAL]

    def has_moved(self, index, commits):
        return len(self.round.commits(index)) >= commits or index not in self.running()

    def running(self):
        return trainings(self.runner.pid)

    def kill_server(self):
        """Kill the server while a trial runs, and wait for the next one."""
        wait_for(self.running)
        before = server_pid(self.round)
        kill(before)
        self.killed["server"] += 1
        wait_for(lambda: server_pid(self.round) not in (before, None))

    def kill_runner(self):
        """Kill the runner while a trial runs, and start the next one."""
        wait_for(self.running)
        kill(self.runner.pid)
        finish(self.runner, code=-9)
        self.killed["runner"] += 1
        self.runner = self.round.start()


def answer(round_):
    """Return the result without what names attempts and times."""
    content = round_.result.model_dump(exclude={"created", "number"})
    # How fast it trained is the machine's, not the round's.
    content["findings"] = [f for f in content["findings"] if f["question"] != "throughput"]
    for choice in (content["best"], content["last_step"], *content["settings"]):
        choice.pop("attempt")
    for name in ("attempt", "key"):
        content["checkpoint"].pop(name)
    return content


def resumed(round_, index):
    """Whether an attempt of a trial went on from a commit."""
    starts = (round_.bucket / "trials" / f"{index:05d}").glob("*/attempt.json")
    return any(json.loads(start.read_text())["parent"] for start in starts)


def table(round_, name):
    """Return a table of the result without attempts and times."""
    folder = round_.bucket / "results" / str(round_.result.number)
    frame = pl.read_parquet(Path(folder, name))
    varying = [c for c in frame.columns if "attempt" in c or "second" in c or "time" in c]
    return frame.drop(varying)


def test_killed_round_gives_the_undisturbed_answer(local_round, tmp_path):
    """Twelve killed trials, a killed server and a killed runner change no number of the answer."""
    undisturbed = chaotic(local_round, tmp_path / "undisturbed")
    undisturbed.run()
    disturbed = chaotic(local_round, tmp_path / "disturbed")
    chaos = Chaos(disturbed, seed=20261123)
    chaos.run()
    assert chaos.killed["training"] + chaos.killed["supervisor"] == KILLS
    assert (chaos.killed["server"], chaos.killed["runner"]) == (1, 1)
    assert sum(len(disturbed.attempts(i)) for i in range(TRIALS)) > TRIALS + KILLS / 2
    assert any(resumed(disturbed, index) for index in range(TRIALS))
    assert answer(disturbed) == answer(undisturbed)
    assert answer(disturbed)["counts"]["completed"] == TRIALS
    for name in ("evaluations.parquet", "trials.parquet"):
        assert table(disturbed, name).equals(table(undisturbed, name)), name
