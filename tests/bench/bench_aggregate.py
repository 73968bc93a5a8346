"""Bench (c): aggregating 1,000 trials x 1,000 evaluations x 4 metrics against bare GETs.

The bucket is written through the store's own functions into the folder that the embedded server
serves. The reference only GETs the finished attempts' objects, with as many threads.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

import boto3
from botocore.config import Config
from paired import ratio, report
from tuneround.aggregation import aggregate
from tuneround.local.server import EmbeddedServer
from tuneround.records.attempt import Attempt, Fate, Outcome
from tuneround.records.evaluation import Evaluation, evaluation_of
from tuneround.search import plan
from tuneround.spec.reading import read_round_text
from tuneround.spec.storage import Storage
from tuneround.store.client import open_bucket
from tuneround.store.directory import DirectoryBucket
from tuneround.store.keys import RoundKeys
from tuneround.store.metrics import seal_attempt
from tuneround.store.rounds import RoundStore

TRIALS = 1000
EVALUATIONS = 1000
METRICS = ("train/loss", "valid/error_rate", "valid/loss", "valid/top5_error_rate")
THREADS = 16
TIME_LIMIT = 3.0
MEMORY_LIMIT_MIB = 1536
TIME = "2026-11-23T17:46:17.123Z"
KEYS = RoundKeys.of("bench", "bench", "thousand")
SPEC = f"""
apiVersion: tuneround.dev/v1alpha1
kind: TuningRound
metadata: {{name: thousand}}
spec:
  study: bench
  goal: Which rate is best?
  objective: {{metric: valid/error_rate, direction: minimize}}
  trainer: {{command: [python, -m, nothing]}}
  budget: {{trials: {TRIALS}, steps: {EVALUATIONS * 10}, evaluateEvery: 10}}
  hyperparameters:
    scientific:
      - {{name: optimizer, values: [nesterov, adam]}}
    nuisance:
      - {{name: learning_rate, min: 1.0e-5, max: 1.0, scale: log}}
      - {{name: momentum, min: 0.0, max: 1.0}}
"""


def write_round(root: Path) -> None:
    """Write the spec, the plan and every finished attempt."""
    store = RoundStore(DirectoryBucket(root), KEYS)
    store.save_spec(SPEC)
    store.save_plan(plan(read_round_text(SPEC, "bench").spec))
    for trial in range(TRIALS):
        write_trial(store, trial)


def write_trial(store: RoundStore, trial: int) -> None:
    """Write what a completed trial leaves, its weights left out."""
    keys = store.keys.trial(trial).attempt("0001-0123abcd")
    attempt = Attempt(trial=trial, attempt=keys.attempt, started=TIME, host="bench")
    outcome = Outcome(
        fate=Fate.COMPLETED,
        reason="",
        step=EVALUATIONS * 10,
        evaluations=EVALUATIONS,
        training_seconds=600.0,
        ended=TIME,
    )
    store.bucket.put(keys.start, attempt.to_json())
    seal_attempt(store.bucket, keys, attempt, evaluations(trial), outcome)
    store.bucket.put(keys.outcome, outcome.to_json())


def evaluations(seed: int) -> list[Evaluation]:
    """Return a trial's evaluations: random numbers, which compress as badly as real ones."""
    random = Random(seed)
    return [
        Evaluation(
            step=step * 10,
            metrics=evaluation_of(step, {name: random.random() for name in METRICS}).metrics,
            training_seconds=step * 0.6,
            time=TIME,
        )
        for step in range(1, EVALUATIONS + 1)
    ]


def bare_gets(storage: Storage) -> Callable[[], int]:
    """Return a loop that GETs every finished attempt's object and keeps nothing."""
    client = boto3.client(
        "s3",
        endpoint_url=storage.endpoint,
        region_name=storage.region or "us-east-1",
        config=Config(max_pool_connections=THREADS, s3={"addressing_style": "path"}),
    )
    names = [KEYS.trial(i).attempt("0001-0123abcd").metrics for i in range(TRIALS)]

    def size(name: str) -> int:
        return len(client.get_object(Bucket=storage.bucket, Key=name)["Body"].read())

    def loop() -> int:
        with ThreadPoolExecutor(THREADS) as pool:
            return sum(pool.map(size, names))

    return loop


def judge(storage: Storage) -> None:
    """Aggregate once, without the report."""
    result = aggregate(RoundStore(open_bucket(storage, threads=THREADS), KEYS), report=False)
    assert result.counts["completed"] == TRIALS, result.counts
    assert result.best is not None


def peak_mib(endpoint: str) -> float:
    """Return the most memory that one aggregation in a process of its own held."""
    done = subprocess.run(
        [sys.executable, __file__, endpoint], check=True, capture_output=True, text=True
    )
    return float(done.stdout)


def main() -> int:
    """Write the bucket, measure, print; return the exit code."""
    with TemporaryDirectory(prefix="tuneround-bench-") as folder:
        root = Path(folder)
        begin = perf_counter()
        write_round(root / "s3" / "tuneround")
        print(f"{'aggregate':<24} wrote {TRIALS} trials in {perf_counter() - begin:.0f} s")
        with EmbeddedServer(root) as server:
            os.environ.update(server.environment)
            storage = server.storage("bench")
            loop = bare_gets(storage)
            time = ratio(lambda: judge(storage), loop, pairs=5)
            quick = report("aggregate", time, TIME_LIMIT, f"{loop() / 2**20:.0f} MiB of objects")
            memory = peak_mib(server.endpoint)
            note = f"{memory:.0f} MiB at most"
            small = report("aggregate: memory", memory / MEMORY_LIMIT_MIB, 1.0, note)
    return 0 if quick and small else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        judge(Storage(endpoint=sys.argv[1], bucket="tuneround"))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        sys.exit(0)
    sys.exit(main())
