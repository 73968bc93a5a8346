"""What `trial.log` and `trial.evaluate` cost the training thread, at 16 metrics.

The limits are absolute (20 us and 1 ms), so here the ratio is the time over the limit. Nothing is
tracked: the snapshot of a checkpoint is measured by bench_checkpoint.py. The store is a folder.
"""

import contextlib
import io
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import torch
from paired import report
from tuneround.records.assignment import Assignment
from tuneround.records.plan import Seeds
from tuneround.spec.checkpoints import KeptMetric
from tuneround.spec.objective import Direction, Objective
from tuneround.store.directory import DirectoryBucket
from tuneround.store.keys import RoundKeys
from tuneround.trial.begin import write_start
from tuneround.trial.trial import Trial
from tuneround.trial.writer import AttemptWriter

LOG_SECONDS = 20e-6
EVALUATE_SECONDS = 1e-3
EVERY = 100
EVALUATIONS = 100
KEYS = RoundKeys("bench/recording/")
METRICS = {f"valid/metric_{i}": 0.1 * i for i in range(16)}
LOGGED = {
    "floats": {f"metric_{i}": 0.1 * i for i in range(16)},
    "tensors": {f"metric_{i}": torch.tensor(0.1 * i) for i in range(16)},
}


def assignment() -> Assignment:
    return Assignment(
        study="bench",
        round="recording",
        trial=0,
        attempt="0001-00000000",
        hyperparameters={},
        seeds=Seeds(initialization=0, data_order=1),
        objective=Objective(metric="valid/metric_1", direction=Direction.MINIMIZE),
        steps=EVERY * EVALUATIONS,
        evaluate_every=EVERY,
        kept=(KeptMetric(metric="valid/metric_1", direction=Direction.MINIMIZE),),
        threads=1,
        root=KEYS.root,
    )


def measured(folder: Path, logged: Mapping[str, object]) -> tuple[list[float], list[float]]:
    """Return the seconds of every log and every evaluate of one trial."""
    bucket = DirectoryBucket(folder)
    orders = assignment()
    write_start(bucket, KEYS.trial(0), orders.attempt, None)
    logs, evaluations = [], []
    with Trial(orders, AttemptWriter(orders, KEYS, lambda: bucket)) as trial:
        for _ in trial.steps():
            start = perf_counter()
            trial.log(logged)
            logs.append(perf_counter() - start)
            if trial.evaluation_due:
                start = perf_counter()
                trial.evaluate(METRICS)
                evaluations.append(perf_counter() - start)
    return logs, evaluations


def main() -> int:
    fine = []
    for kind, logged in LOGGED.items():
        with TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()):
            logs, evaluations = measured(Path(folder), logged)
        log, evaluate = median(logs), median(evaluations)
        note = f"{log * 1e6:.1f} us of 20 us, 16 {kind}"
        fine.append(report("trial.log", log / LOG_SECONDS, 1, note))
        note = f"{evaluate * 1e6:.0f} us of 1,000 us, 16 metrics, after {EVERY} logged steps"
        fine.append(report("trial.evaluate", evaluate / EVALUATE_SECONDS, 1, note))
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())
