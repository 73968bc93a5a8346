"""Worker: a pod above 0 of a gathering; it trains with its peers, and judges and writes nothing."""

import os
import sys
from time import monotonic, sleep

from tuneround.records.assignment import Assignment
from tuneround.records.attempt import Attempt
from tuneround.spec.trainer import Trainer
from tuneround.store.bucket import Bucket
from tuneround.store.keys import TrialKeys
from tuneround.store.patience import PATIENCE, patience_here
from tuneround.store.rounds import RoundStore
from tuneround.trial.begin import orders, whole_commit
from tuneround.trial.errors import EXIT_TERMINATED, EXIT_TRY_AGAIN
from tuneround.trial.exposition import exposed
from tuneround.trial.gathering import Gathering
from tuneround.trial.launch import launch
from tuneround.trial.pod import Pod
from tuneround.trial.program import Program
from tuneround.trial.survey import Survey

DEFAULT_PATIENCE_SECONDS = 300.0
"""Pods of one gathering may start minutes apart, while a node is made or an image pulled."""
WAIT_SECONDS = 1.0
LOOK_SECONDS = 10.0
GRACE_SECONDS = 30.0


def assist(store: RoundStore, index: int, pod: Pod) -> int:
    """Train in the attempt of trial `index` that worker 0 of the pod's gathering has begun.

    Returns:
        0 when the program ended well or the trial has an outcome; 143 after SIGTERM; else 75.

    Raises:
        StoreError: the round cannot be read.

    """
    assert pod.gathering is not None
    round_, planned = store.load_spec(), store.planned(index)
    keys = store.keys.trial(index)
    survey, start = _awaited(store.bucket, keys, pod.gathering)
    if survey.outcome is not None:
        print(f"tuneround: trial {index} has ended already", file=sys.stderr)
        return 0
    if start is None:
        return _gives_up(f"worker 0 has begun no attempt of trial {index}")
    resume = None
    if start.parent is not None:
        resume = whole_commit(survey, start.parent, pod.scratch / "resume")
        if resume is None:
            return _gives_up(f"the commit of step {start.parent.step} is not there any more")
    assignment = orders(store, round_, planned, pod, survey, start.attempt, resume)
    return _train(store.bucket, keys, round_.spec.trainer, assignment, pod)


def _awaited(
    bucket: Bucket, keys: TrialKeys, gathering: Gathering
) -> tuple[Survey, Attempt | None]:
    """Wait for worker 0's attempt, or an outcome; return what there is when patience runs out."""
    deadline = monotonic() + _patience()
    while True:
        survey = Survey.of(bucket, keys)
        attempts = [a for a in survey.names if a.endswith(f"-{gathering.token}")]
        start = survey.read(keys.attempt(attempts[-1]).start, Attempt) if attempts else None
        if start is not None or survey.outcome is not None or monotonic() >= deadline:
            return survey, start
        sleep(WAIT_SECONDS)


def _patience() -> float:
    return patience_here() if PATIENCE in os.environ else DEFAULT_PATIENCE_SECONDS


def _gives_up(why: str) -> int:
    print(f"tuneround: this worker cannot train: {why}; its pods start anew", file=sys.stderr)
    return EXIT_TRY_AGAIN


def _train(
    bucket: Bucket, keys: TrialKeys, trainer: Trainer, assignment: Assignment, pod: Pod
) -> int:
    try:
        program = launch(trainer, assignment, pod)
    except OSError as error:
        return _gives_up(f"`{trainer.command[0]}` could not be started: {error.strerror or error}")
    with exposed(pod.metrics_port, None):
        code = _ended(program, bucket, keys)
    if code == 0 or Survey.of(bucket, keys).outcome is not None:
        return 0
    return EXIT_TERMINATED if program.terminated else EXIT_TRY_AGAIN


def _ended(program: Program, bucket: Bucket, keys: TrialKeys) -> int:
    """Wait for the program's end; return its exit code.

    When worker 0 alone has ended the trial, its peers may wait for it in a collective operation
    for as long as that has patience. So the bucket is looked at meanwhile.
    """
    while not program.has_ended(LOOK_SECONDS):
        if Survey.of(bucket, keys).outcome is not None:
            if not program.has_ended(GRACE_SECONDS):
                program.kill()
            break
    return program.wait()
