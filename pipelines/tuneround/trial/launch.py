"""Launch: a round's training program, started with the orders of one attempt."""

import os
from collections.abc import Mapping
from pathlib import Path

from tuneround.records.assignment import Assignment
from tuneround.spec.trainer import Trainer
from tuneround.trial.environment import VARIABLE
from tuneround.trial.pod import Pod
from tuneround.trial.program import Program, rendered

THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def launch(trainer: Trainer, assignment: Assignment, pod: Pod) -> Program:
    """Write `assignment` into scratch and start the program. Raises OSError when it cannot be."""
    path = pod.scratch / "assignment.json"
    path.write_bytes(assignment.to_json())
    command = rendered(trainer.command, assignment.hyperparameters)
    environment = _environment(os.environ, path, assignment.threads)
    return Program(command, environment, may_fork=pod.may_fork)


def _environment(inherited: Mapping[str, str], path: Path, threads: int) -> dict[str, str]:
    limits = dict.fromkeys(THREAD_VARIABLES, str(threads))
    return {**inherited, **limits, VARIABLE: str(path)}
