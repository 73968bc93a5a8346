"""Supervisor: what a pod starts for a trial: begin an attempt, run the program, judge its end."""

import sys
from dataclasses import replace

from tuneround.records.assignment import Assignment
from tuneround.records.attempt import Outcome
from tuneround.records.plan import PlannedTrial
from tuneround.spec.round import TuningRound
from tuneround.spec.trainer import Trainer
from tuneround.store.rounds import RoundStore
from tuneround.trial.begin import begin
from tuneround.trial.ended import Ended
from tuneround.trial.exposition import exposed
from tuneround.trial.judgement import Judge
from tuneround.trial.last_words import LastWords, last_words
from tuneround.trial.launch import launch
from tuneround.trial.memory import oom_kills
from tuneround.trial.pod import Pod
from tuneround.trial.progress import read_progress


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
    with last_words(pod.report_file, index) as words:
        round_ = store.load_spec()
        words.expect(1, round_.spec.objective)
        return supervise_attempt(store, round_, store.planned(index), pod, words).code


def supervise_attempt(
    store: RoundStore, round_: TuningRound, planned: PlannedTrial, pod: Pod, words: LastWords
) -> Ended:
    """Run one attempt of `planned`, a trial of `round_`, unless it has an outcome."""
    words.begin(planned.index)
    begun = begin(store, round_, planned, pod)
    if isinstance(begun, Outcome):
        print(f"tuneround: trial {planned.index} is {begun.fate} already", file=sys.stderr)
        ended = Ended.finished(begun.fate, begun.reason)
        # Kubernetes does not tell who started a gathering's Job which exit code its pods had, so
        # a failed trial would be tried again for ever.
        ended = replace(ended, code=0) if pod.gathering else ended
    else:
        ended = _run(store, round_.spec.trainer, begun, pod)
    words.end(ended, read_progress(pod.progress_path))
    return ended


def _run(store: RoundStore, trainer: Trainer, assignment: Assignment, pod: Pod) -> Ended:
    judge = Judge(store.bucket, store.keys, assignment, has_peers=pod.gathering is not None)
    kills_before = oom_kills()
    try:
        program = launch(trainer, assignment, pod)
    except OSError as error:
        return judge.not_started(trainer.command[0], error)
    with exposed(pod.metrics_port, assignment):
        code = program.wait()
    out_of_memory = kills_before is not None and (oom_kills() or 0) > kills_before
    judged = judge.ended(
        code,
        terminated=program.terminated,
        out_of_memory=out_of_memory,
        stderr=program.stderr_tail,
    )
    return replace(judged, terminated=program.terminated)
