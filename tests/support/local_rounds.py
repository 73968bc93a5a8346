"""Rounds on this machine for tests: a file and a program, runners as processes, and /proc."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from tuneround.records.result import Result

PATIENCE_SECONDS = 120.0
END_SECONDS = 600.0
"""Far more than is needed: what is slow on a busy machine is not wrong."""

STEPPING = '''
"""Evaluates a closed form; before step S it waits while the file hold-<trial>-S exists."""
import json, os, sys, time
from pathlib import Path
from tuneround import Trial

index = json.loads(Path(os.environ["TUNEROUND_TRIAL"]).read_text())["trial"]
with Trial.from_environment() as trial:
    for step in trial.steps():
        hold = Path(sys.argv[1], f"hold-{index}-{step}")
        if hold.exists():
            held = Path(sys.argv[1], f"pid-{index}")
            held.with_suffix(".part").write_text(str(os.getpid()))
            held.with_suffix(".part").rename(held)
            while hold.exists():
                time.sleep(0.01)
            held.unlink()
        if trial.evaluation_due:
            trial.evaluate({"valid/loss": trial.hyperparameters["rate"] + 1 / step})
'''


def wait_for(condition: Callable[[], Any], seconds: float = PATIENCE_SECONDS) -> Any:
    """Return the first true value of `condition()`."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {condition}"
        time.sleep(0.01)
    return value


def definition(command: list[str], **changes: Any) -> dict[str, Any]:
    """Return a round of two short trials; `changes` replace parts of the spec."""
    spec = {
        "study": "local",
        "goal": "Which rate is best?",
        "objective": {"metric": "valid/loss", "direction": "minimize"},
        "trainer": {"command": command, "threads": 1},
        "budget": {"trials": 2, "parallelism": 2, "steps": 4, "evaluateEvery": 2, "retries": 3},
        "hyperparameters": {"nuisance": [{"name": "rate", "min": 0.1, "max": 1.0}]},
    }
    for name, change in changes.items():
        merges = isinstance(change, Mapping) and name in ("budget", "trainer")
        spec[name] = {**spec[name], **change} if merges else change
    return {
        "apiVersion": "tuneround.dev/v1alpha1",
        "kind": "TuningRound",
        "metadata": {"name": "r1"},
        "spec": spec,
    }


@dataclass
class LocalRound:
    """A round in a folder of its own: its file, its program and its working directory."""

    folder: Path
    started: list["subprocess.Popen[str]"] = field(default_factory=list)
    """Every runner that was started."""

    @classmethod
    def of(cls, folder: Path, program: str = STEPPING, **changes: Any) -> "LocalRound":
        """Write the program and the round's file."""
        folder.mkdir(parents=True, exist_ok=True)
        made = cls(folder)
        (folder / "program.py").write_text(program)
        made.write(**changes)
        return made

    def write(self, **changes: Any) -> None:
        """Write the round's file anew."""
        command = ["python", str(self.folder / "program.py"), str(self.folder)]
        self.file.write_text(yaml.safe_dump(definition(command, **changes), allow_unicode=True))

    @property
    def file(self) -> Path:
        """The round's file."""
        return self.folder / "round.yaml"

    @property
    def workdir(self) -> Path:
        """The working directory."""
        return self.folder / "workdir"

    @property
    def bucket(self) -> Path:
        """The round's folder in the bucket."""
        return self.workdir / "s3" / "tuneround" / "tuneround" / "default" / "local" / "r1"

    @property
    def result(self) -> Result:
        """The result that stands."""
        return Result.model_validate_json((self.bucket / "result.json").read_bytes())

    def attempts(self, index: int) -> list[str]:
        """Return the attempts of a trial, in order."""
        folder = self.bucket / "trials" / f"{index:05d}"
        return sorted(p.name for p in folder.iterdir()) if folder.exists() else []

    def commits(self, index: int) -> set[tuple[str, int]]:
        """Return (attempt, step) of every committed checkpoint of a trial."""
        folder = self.bucket / "trials" / f"{index:05d}"
        found = folder.glob("*/checkpoints/*/COMMIT.json")
        return {(p.parents[2].name, int(p.parent.name)) for p in found}

    def hold(self, index: int, step: int) -> Path:
        """Let the stepping program wait before `step` of trial `index`; unlink to go on."""
        path = self.folder / f"hold-{index}-{step}"
        path.touch()
        return path

    def held(self, index: int) -> int:
        """Return the pid of the program of trial `index`, once it waits."""
        wait_for(lambda: self.is_held(index))
        return int((self.folder / f"pid-{index}").read_text())

    def is_held(self, index: int) -> bool:
        """Whether the program of trial `index` waits."""
        return (self.folder / f"pid-{index}").exists()

    def held_since(self, index: int) -> int | None:
        """Return when the program of trial `index` began to wait, if it waits."""
        try:
            return (self.folder / f"pid-{index}").stat().st_mtime_ns
        except FileNotFoundError:
            return None

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start `tuneround run`; the report is left out."""
        runner = subprocess.Popen(
            [*runner_command(self), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1", "COLUMNS": "80"},
        )
        self.started.append(runner)
        return runner

    def end(self) -> None:
        """Kill the runners that still run, and let go of them all."""
        for runner in self.started:
            if runner.poll() is None:
                runner.kill()
            runner.communicate()

    def run(self, *arguments: str, code: int = 0) -> str:
        """Run `tuneround run` to its end, which must be `code`; return what it said."""
        return finish(self.start(*arguments), code)


def runner_command(round_: LocalRound) -> list[str]:
    """Return the command that runs a round without a report."""
    run = [sys.executable, "-m", "tuneround", "run", str(round_.file)]
    return [*run, "--workdir", str(round_.workdir), "--no-report"]


def finish(process: "subprocess.Popen[str]", code: int = 0) -> str:
    """Wait for a runner's end, which must be `code`; return what it said."""
    said, _ = process.communicate(timeout=END_SECONDS)
    assert process.returncode == code, said
    return said


def kill(pid: int) -> None:
    """Send SIGKILL."""
    os.kill(pid, signal.SIGKILL)


def is_gone(pid: int) -> bool:
    """Whether a process has ended; a zombie has."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"


def children(pid: int) -> list[int]:
    """Return the children of a process, whichever of its threads started them."""
    found: list[int] = []
    for listing in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):
            found += [int(child) for child in listing.read_text().split()]
    return found


def trainings(runner: int) -> dict[int, dict[str, int]]:
    """Return trial -> the pids of its supervisor and its training, for each that trains."""
    found: dict[int, dict[str, int]] = {}
    for nursery in children(runner):
        for supervisor in children(nursery):
            for training in children(supervisor):
                index = _trial_of(training)
                if index is not None and not is_gone(training):
                    found[index] = {"supervisor": supervisor, "training": training}
    return found


def _trial_of(training: int) -> int | None:
    """Return the trial into whose log a training program prints."""
    try:
        log = Path(f"/proc/{training}/fd/1").readlink()
    except (FileNotFoundError, ProcessLookupError):
        return None
    match = re.fullmatch(r"trial-(\d+)\.log", log.name)
    return int(match.group(1)) if match else None


def server_pid(round_: LocalRound) -> int | None:
    """Return the pid of the embedded server of a round's working directory, if one serves."""
    try:
        state = (round_.workdir / "server.json").read_text()
    except FileNotFoundError:
        return None
    return int(json.loads(state)["pid"])


def tree(pid: int) -> Iterator[int]:
    """Yield the descendants of a process."""
    for child in children(pid):
        yield child
        yield from tree(child)


CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")
