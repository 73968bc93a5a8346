"""How long the training loop stands still for a checkpoint of a 50M-parameter model.

Ours: the Trial's checkpoint, uploaded to the embedded S3 server while the training goes on.
Reference: what one writes without it, torch.save to a file and boto3's upload_file, in the loop.
Stall: the time of the same training steps with one checkpoint, less their time without any, next
to each other; so whatever the upload takes away from the steps beside it counts too.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import boto3
import torch
from botocore.config import Config
from paired import report
from tuneround.local.server import EmbeddedServer
from tuneround.records.assignment import Assignment
from tuneround.records.plan import Seeds
from tuneround.spec.checkpoints import KeptMetric
from tuneround.spec.objective import Direction, Objective
from tuneround.store.client import open_bucket
from tuneround.store.keys import RoundKeys
from tuneround.trial.begin import write_start
from tuneround.trial.environment import upload_threads
from tuneround.trial.trial import Trial
from tuneround.trial.writer import AttemptWriter

LIMIT = 0.15
STEPS = 12
CHECKPOINTS = 9
WIDTH = 5000
BATCH = 64
KEYS = RoundKeys("bench/checkpoint/")


class Training:
    """Two square layers, 50M parameters, one thread, plain SGD on batches of 64."""

    def __init__(self) -> None:
        torch.set_num_threads(1)
        torch.manual_seed(0)
        self.model = torch.nn.Sequential(
            torch.nn.Linear(WIDTH, WIDTH), torch.nn.Tanh(), torch.nn.Linear(WIDTH, WIDTH)
        )
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=1e-3)
        self.inputs = torch.randn(BATCH, WIDTH)

    def step(self) -> None:
        self.optimizer.zero_grad()
        self.model(self.inputs).square().mean().backward()
        self.optimizer.step()


def seconds_of(steps: Callable[[], None]) -> float:
    start = perf_counter()
    steps()
    return perf_counter() - start


def assignment() -> Assignment:
    objective = Objective(metric="valid/loss", direction=Direction.MINIMIZE)
    return Assignment(
        study="bench",
        round="checkpoint",
        trial=0,
        attempt="0001-00000000",
        hyperparameters={},
        seeds=Seeds(initialization=0, data_order=1),
        objective=objective,
        steps=STEPS * (CHECKPOINTS + 1) + 1,
        evaluate_every=STEPS,
        kept=(KeptMetric(metric="valid/loss", direction=Direction.MINIMIZE, count=2),),
        threads=1,
        root=KEYS.root,
    )


def ours(training: Training, server: EmbeddedServer) -> list[tuple[float, float]]:
    """Return the seconds of STEPS steps beside a checkpoint, and of as many without one."""
    bucket = open_bucket(server.storage(), threads=upload_threads())
    orders = assignment()
    write_start(bucket, KEYS.trial(0), orders.attempt, None)
    writer = AttemptWriter(orders, KEYS, lambda: bucket)
    pairs: list[tuple[float, float]] = []
    with Trial(orders, writer) as trial:
        trial.track(model=training.model)
        start = perf_counter()
        for step in trial.steps():
            training.step()
            if trial.evaluation_due:
                trial.evaluate({"valid/loss": 1.0 / step})
                writer.uploader.drain()  # each interval pays for one whole upload, its own
                beside = perf_counter() - start
                pairs.append((beside, seconds_of(lambda: train(training))))
                start = perf_counter()
    return pairs[1 : CHECKPOINTS + 1]


def train(training: Training) -> None:
    for _ in range(STEPS):
        training.step()


def reference(training: Training, server: EmbeddedServer, scratch: Path) -> float:
    client = boto3.client(
        "s3", endpoint_url=server.storage().endpoint, config=Config(s3={"addressing_style": "path"})
    )

    def checkpoint() -> None:
        torch.save(training.model.state_dict(), scratch / "model.pt")
        client.upload_file(str(scratch / "model.pt"), server.storage().bucket, "bench/model.pt")

    return median(seconds_of(checkpoint) for _ in range(CHECKPOINTS))


def main() -> int:
    with TemporaryDirectory() as folder, EmbeddedServer(Path(folder) / "s3") as server:
        os.environ.update(server.environment)
        training = Training()
        pairs = ours(training, server)
        plain = reference(training, server, Path(folder))
    stall = max(0.0, median(beside - alone for beside, alone in pairs))
    alone = median(alone for _, alone in pairs)
    note = f"stall {stall:.3f} s of {plain:.3f} s; {STEPS} steps take {alone:.2f} s"
    return 0 if report("checkpoint stall", stall / plain, LIMIT, note) else 1


if __name__ == "__main__":
    sys.exit(main())
