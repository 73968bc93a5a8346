"""By hand: a training program without a runner writes to ./tuneround-trial, to be debugged.

    tuneround-trial/by-hand/trials/00000/<attempt>/…      as in a bucket
    tuneround-trial/by-hand/assignments/00000.json        what the trial was started with

An unfinished trial with the same hyperparameters and steps goes on; otherwise a new one begins.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import gettempdir, mkdtemp

from pydantic import ValidationError

from tuneround.errors import InputError
from tuneround.records.assignment import Assignment
from tuneround.records.plan import Seeds
from tuneround.spec.checkpoints import Checkpoints, KeptMetric
from tuneround.spec.model import Scalar
from tuneround.spec.objective import Direction, Objective
from tuneround.store.directory import DirectoryBucket
from tuneround.store.keys import RoundKeys, new_attempt
from tuneround.trial.begin import newest_whole_commit, write_start
from tuneround.trial.survey import Survey

FOLDER = "tuneround-trial"
KEYS = RoundKeys("by-hand/")
SEEDS = Seeds(initialization=0, data_order=1)


def assignment_by_hand(
    defaults: Mapping[str, Scalar], objective: str | None, steps: int, evaluate_every: int
) -> Assignment:
    """Begin an attempt in ./tuneround-trial, and say on standard error what it does.

    Args:
        defaults: the hyperparameters.
        objective: `METRIC:minimize`, `METRIC:maximize`, or None.
        steps: training steps.
        evaluate_every: steps between evaluations.

    Raises:
        InputError: `objective` is not of that form.

    """
    judged = parsed_objective(objective) if objective else None
    folder = Path.cwd() / FOLDER
    bucket = DirectoryBucket(folder)
    wanted = Assignment(
        study="by-hand",
        round="by-hand",
        trial=0,
        attempt="",
        hyperparameters=dict(defaults),
        seeds=SEEDS,
        objective=judged,
        steps=steps,
        evaluate_every=evaluate_every,
        kept=_kept(judged),
        threads=os.cpu_count() or 1,
        root=KEYS.root,
        directory=str(folder),
    )
    index = _index(bucket, wanted)
    survey = Survey.of(bucket, KEYS.trial(index))
    resume = newest_whole_commit(survey, Path(mkdtemp(prefix="tuneround-", dir=gettempdir())))
    attempt = new_attempt(survey.next_ordinal)
    assignment = wanted.model_copy(
        update={
            "trial": index,
            "attempt": attempt,
            "resume": resume,
            "interruptions": survey.interruptions,
        }
    )
    bucket.put(_stored(index), wanted.model_copy(update={"trial": index}).to_json())
    write_start(bucket, survey.keys, attempt, resume)
    begun = f"resumes at step {resume.parent.step}" if resume else "starts"
    print(f"tuneround: no runner; trial {index} {begun}, in ./{FOLDER}", file=sys.stderr)
    return assignment


def parsed_objective(text: str) -> Objective:
    """Return `METRIC:minimize` or `METRIC:maximize` as an Objective.

    Raises:
        InputError: it is neither.

    >>> parsed_objective("valid/loss:minimize").metric
    'valid/loss'

    """
    metric, _, direction = text.rpartition(":")
    try:
        return Objective(metric=metric, direction=Direction(direction))
    except ValueError as error:
        raise InputError(
            f"An objective is METRIC:minimize or METRIC:maximize; got {text!r}. "
            "Write for example valid/error_rate:minimize."
        ) from error


def _kept(objective: Objective | None) -> tuple[KeptMetric, ...]:
    return Checkpoints().kept(objective) if objective else ()


def _stored(index: int) -> str:
    return f"{KEYS.root}assignments/{index:05d}.json"


def _index(bucket: DirectoryBucket, wanted: Assignment) -> int:
    """Return the newest trial when it is `wanted` and unfinished, else the next free number."""
    known = sorted(
        int(listed.key.rpartition("/")[2].removesuffix(".json"))
        for listed in bucket.list(f"{KEYS.root}assignments/")
    )
    if not known:
        return 0
    try:
        newest = Assignment.model_validate_json(bucket.get(_stored(known[-1])))
    except ValidationError:
        return known[-1] + 1
    same = newest == wanted.model_copy(update={"trial": known[-1]})
    unfinished = Survey.of(bucket, KEYS.trial(known[-1])).outcome is None
    return known[-1] if same and unfinished else known[-1] + 1
