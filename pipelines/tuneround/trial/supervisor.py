"""Supervisor: what a pod starts for a trial: begin an attempt, run the program, judge its end."""

import sys
from dataclasses import dataclass

from tuneround.records.assignment import Assignment
from tuneround.records.attempt import Outcome
from tuneround.records.plan import PlannedTrial
from tuneround.spec.round import TuningRound
from tuneround.spec.trainer import Trainer
from tuneround.store.rounds import RoundStore
from tuneround.trial.begin import begin
from tuneround.trial.judgement import Judge, exit_code_of
from tuneround.trial.launch import launch
from tuneround.trial.memory import oom_kills
from tuneround.trial.pod import Pod


@dataclass(frozen=True)
class Ended:
    """How the supervision of one trial ended.

    Attributes:
        code: the exit code, as `supervise` says.
        terminated: whether SIGTERM came meanwhile, whatever became of the trial.

    """

    code: int
    terminated: bool = False


def supervise(store: RoundStore, index: int, pod: Pod) -> int:
    """Run one attempt of trial `index`; a trial that has an outcome is not run again.

    Args:
        store: the round.
        index: the trial's number in the plan.
        pod: where the attempt works.

    Returns:
        0 completed, infeasible, or replaced by a newer attempt; 3 failed; 75 interrupted, to be
        tried again; 143 interrupted by SIGTERM, to be tried again elsewhere or later.

    Raises:
        StoreError: the round cannot be read, or the attempt cannot begin or end.

    """
    return supervise_attempt(store, store.load_spec(), store.planned(index), pod).code


def supervise_attempt(
    store: RoundStore, round_: TuningRound, planned: PlannedTrial, pod: Pod
) -> Ended:
    """Run one attempt of `planned`, a trial of `round_`, unless it has an outcome."""
    begun = begin(store, round_, planned, pod)
    if isinstance(begun, Outcome):
        print(f"tuneround: trial {planned.index} is {begun.fate} already", file=sys.stderr)
        # Kubernetes does not tell who started a gathering's Job which exit code its pods had, so
        # a failed trial would be tried again for ever.
        return Ended(0 if pod.gathering else exit_code_of(begun.fate))
    return _run(store, round_.spec.trainer, begun, pod)


def _run(store: RoundStore, trainer: Trainer, assignment: Assignment, pod: Pod) -> Ended:
    judge = Judge(store.bucket, store.keys, assignment, has_peers=pod.gathering is not None)
    kills_before = oom_kills()
    try:
        program = launch(trainer, assignment, pod)
    except OSError as error:
        return Ended(judge.not_started(trainer.command[0], error))
    code = program.wait()
    out_of_memory = kills_before is not None and (oom_kills() or 0) > kills_before
    judged = judge.ended(
        code,
        terminated=program.terminated,
        out_of_memory=out_of_memory,
        stderr=program.stderr_tail,
    )
    return Ended(judged, program.terminated)
