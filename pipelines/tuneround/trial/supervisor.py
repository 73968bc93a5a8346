"""Supervisor: what a pod starts for a trial: begin an attempt, run the program, judge its end."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from tuneround.records.assignment import Assignment
from tuneround.records.attempt import Fate, Outcome
from tuneround.spec.trainer import Trainer
from tuneround.store.rounds import RoundStore
from tuneround.trial.begin import begin
from tuneround.trial.environment import VARIABLE
from tuneround.trial.judgement import Judge
from tuneround.trial.memory import oom_kills
from tuneround.trial.program import Program, rendered

EXIT_DONE = 0
EXIT_FAILED = 3
THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def supervise(
    store: RoundStore, index: int, *, scratch: Path, progress_file: Path | None = None
) -> int:
    """Run one attempt of trial `index`; a trial that has an outcome is not run again.

    Args:
        store: the round.
        index: the trial's number in the plan.
        scratch: an empty local folder, deleted by the caller.
        progress_file: where the program writes how far it is.

    Returns:
        0 completed, infeasible, or replaced by a newer attempt; 3 failed; 75 interrupted, to be
        tried again; 143 interrupted by SIGTERM, to be tried again elsewhere or later.

    Raises:
        StoreError: the round cannot be read, or the attempt cannot begin or end.

    """
    round_ = store.load_spec()
    planned = store.planned(index)
    names = (round_.spec.study, round_.name)
    begun = begin(store.bucket, store.keys, names, round_.spec, planned, scratch)
    if isinstance(begun, Outcome):
        print(f"tuneround: trial {index} is {begun.fate} already", file=sys.stderr)
        return exit_code_of(begun)
    assignment = begun.model_copy(
        update={"progress_file": str(progress_file) if progress_file else None}
    )
    return _run(store, round_.spec.trainer, assignment, scratch)


def exit_code_of(outcome: Outcome) -> int:
    """Return the supervisor's exit code for a trial with `outcome`."""
    return EXIT_FAILED if outcome.fate is Fate.FAILED else EXIT_DONE


def _run(store: RoundStore, trainer: Trainer, assignment: Assignment, scratch: Path) -> int:
    judge = Judge(store.bucket, store.keys, assignment)
    path = scratch / "assignment.json"
    path.write_bytes(assignment.to_json())
    command = rendered(trainer.command, assignment.hyperparameters)
    kills_before = oom_kills()
    try:
        program = Program(command, _environment(os.environ, path, assignment.threads))
    except OSError as error:
        return judge.not_started(command, error)
    code = program.wait()
    out_of_memory = kills_before is not None and (oom_kills() or 0) > kills_before
    return judge.ended(
        code,
        terminated=program.terminated,
        out_of_memory=out_of_memory,
        stderr=program.stderr_tail,
    )


def _environment(inherited: Mapping[str, str], path: Path, threads: int) -> dict[str, str]:
    limits = dict.fromkeys(THREAD_VARIABLES, str(threads))
    return {**inherited, **limits, VARIABLE: str(path)}
