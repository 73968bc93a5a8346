"""Bench: a local round of trials that do nothing, against plain starts of their program."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import yaml
from paired import report
from tuneround.local.parallelism import core_count
from tuneround.local.runner import run_round

TRIALS = 100
LIMIT = 1.5
PROGRAM = Path(__file__).with_name("program_of_run.py")


def round_of(folder: Path, arguments: list[str], parallelism: int) -> Path:
    """Write the round's file, and return it."""
    definition = {
        "apiVersion": "tuneround.dev/v1alpha1",
        "kind": "TuningRound",
        "metadata": {"name": "nothing"},
        "spec": {
            "study": "bench",
            "goal": "What does a trial cost besides its training?",
            "objective": {"metric": "valid/loss", "direction": "minimize"},
            "trainer": {"command": ["python", str(PROGRAM), *arguments], "threads": 1},
            "budget": {
                "trials": TRIALS,
                "parallelism": parallelism,
                "steps": 1,
                "evaluateEvery": 1,
            },
            "hyperparameters": {"nuisance": [{"name": "rate", "min": 0.1, "max": 1.0}]},
        },
    }
    file = folder / "round.yaml"
    file.write_text(yaml.safe_dump(definition))
    return file


def seconds_of_round(folder: Path, arguments: list[str], parallelism: int) -> float:
    """Return how long `tuneround run` takes from its first line to its last, report left out."""
    file, said = round_of(folder, arguments, parallelism), StringIO()
    begin = perf_counter()
    code = run_round(file, folder / "workdir", parallelism=parallelism, report=False, out=said)
    seconds = perf_counter() - begin
    if code != 0 or f"{TRIALS} completed" not in said.getvalue():
        raise RuntimeError(f"the round did not complete:\n{said.getvalue()}")
    return seconds


def seconds_of_plain(folder: Path, arguments: list[str], parallelism: int, starts: int) -> float:
    """Return how long plain starts of the program take, `parallelism` at once."""

    def start(number: int) -> None:
        home = folder / f"{starts}-{number}"
        home.mkdir(parents=True)
        subprocess.run(
            [sys.executable, str(PROGRAM), *arguments],
            cwd=home,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )

    begin = perf_counter()
    with ThreadPoolExecutor(parallelism) as pool:
        list(pool.map(start, range(starts)))
    return perf_counter() - begin


def measured(arguments: list[str], parallelism: int) -> tuple[float, str]:
    """Return time(round) / time(plain starts); half of those before the round and half after it."""
    half = TRIALS // 2
    with TemporaryDirectory(prefix="tuneround-bench-") as name:
        folder = Path(name)
        plain = seconds_of_plain(folder / "before", arguments, parallelism, half)
        ours = seconds_of_round(folder, arguments, parallelism)
        plain += seconds_of_plain(folder / "after", arguments, parallelism, TRIALS - half)
    return ours / plain, f"{ours:.1f} s against {plain:.1f} s, {parallelism} at once"


def main() -> int:
    """Print the ratios; return 1 when the one of a program with torch is above the limit."""
    parallelism = core_count()
    without, note = measured([], parallelism)
    print(f"{'run without torch':<24} ratio {without:7.2f}  (no limit)  {note}")
    with_torch, note = measured(["--torch"], parallelism)
    return 0 if report("run", with_torch, LIMIT, f"{TRIALS} trials, {note}") else 1


if __name__ == "__main__":
    sys.exit(main())
