"""A round in its bucket as trials leave it, without any training."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from safetensors.numpy import save_file
from tuneround.local.server import BUCKET
from tuneround.records.attempt import Attempt, Fate, Outcome
from tuneround.records.evaluation import Evaluation
from tuneround.store.bucket import Bucket
from tuneround.store.checkpoints import save_checkpoint
from tuneround.store.directory import DirectoryBucket
from tuneround.store.keys import RoundKeys
from tuneround.store.metrics import seal_attempt

KEYS = RoundKeys.of("tuneround/default", "digits", "digits-r1")
ATTEMPT = "0001-00000000"
TIME = "2026-11-23T17:46:17.123Z"


def local_bucket(workdir: Path) -> Bucket:
    """Return the bucket of the local rounds in `workdir`."""
    return DirectoryBucket(workdir / "s3" / BUCKET)


def complete_trial(
    bucket: Bucket, round_keys: RoundKeys, index: int, errors: dict[int, float]
) -> None:
    """Write what trial `index` leaves that had `errors` by step, and keeps its best checkpoint."""
    keys = round_keys.trial(index).attempt(ATTEMPT)
    evaluations = [
        Evaluation(
            step=step,
            metrics={"valid/error_rate": error, "test/error_rate": error + 0.01},
            training_seconds=float(step),
            time=TIME,
        )
        for step, error in errors.items()
    ]
    record = Attempt(trial=index, attempt=ATTEMPT, started=TIME, host="here")
    bucket.put(keys.start, record.to_json())
    best = min(errors, key=lambda step: errors[step])
    with TemporaryDirectory() as folder:
        weights = Path(folder) / "model.safetensors"
        save_file({"bias": np.full(3, errors[best])}, weights)
        save_checkpoint(
            bucket,
            keys.checkpoint(best),
            {weights.name: weights},
            {},
            evaluations=len(errors),
            last_evaluation=best,
            before_commit=lambda: None,
        )
    outcome = Outcome(
        fate=Fate.COMPLETED,
        reason="",
        step=max(errors),
        evaluations=len(errors),
        training_seconds=1.0,
        ended=TIME,
    )
    seal_attempt(bucket, keys, record, evaluations, outcome)
    bucket.put(keys.outcome, outcome.to_json())


def checkpoint_file(workdir: Path, index: int, step: int) -> Path:
    """Return where the weights of a checkpoint lie."""
    key = KEYS.trial(index).attempt(ATTEMPT).checkpoint(step).file("model.safetensors")
    return workdir / "s3" / BUCKET / key
