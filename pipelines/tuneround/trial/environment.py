"""Environment: which trial a training program is, as $TUNEROUND_TRIAL says, or by hand."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from tuneround.errors import InputError
from tuneround.records.assignment import Assignment
from tuneround.spec.model import Scalar
from tuneround.store.bucket import Bucket
from tuneround.store.directory import DirectoryBucket
from tuneround.store.keys import RoundKeys
from tuneround.trial.writer import AttemptWriter

VARIABLE = "TUNEROUND_TRIAL"


def trial_parts(
    defaults: Mapping[str, Scalar], objective: str | None, steps: int, evaluate_every: int
) -> tuple[Assignment, AttemptWriter | None]:
    """Return the assignment of this process, and its writer unless another rank writes.

    Raises:
        InputError: $TUNEROUND_TRIAL names no readable assignment, or an argument is wrong.

    """
    path = os.environ.get(VARIABLE)
    if not path and int(os.environ.get("WORLD_SIZE", "1")) > 1:
        raise InputError(
            "By hand, one process trains a trial: several would each begin one; got WORLD_SIZE="
            f"{os.environ['WORLD_SIZE']}. Start them by `tuneround run`, as `trainer.command` of a "
            "round."
        )
    if path:
        assignment = _read(Path(path))
    else:
        # Imported here: it knows of rounds' files, which take a third of a small program's start.
        from tuneround.trial.by_hand import assignment_by_hand

        assignment = assignment_by_hand(defaults, objective, steps, evaluate_every)
    _limit_threads(assignment.threads)
    if os.environ.get("RANK", "0") != "0":
        return assignment, None
    keys = RoundKeys(assignment.root)
    return assignment, AttemptWriter(assignment, keys, lambda: _bucket(assignment))


def _read(path: Path) -> Assignment:
    try:
        return Assignment.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise InputError(
            f"${VARIABLE} names the assignment that `tuneround trial` wrote; got {path}: {error}. "
            f"Unset {VARIABLE} to run the program by hand."
        ) from error


def _bucket(assignment: Assignment) -> Bucket:
    if assignment.directory is not None:
        return DirectoryBucket(Path(assignment.directory))
    from tuneround.store.client import open_bucket
    from tuneround.store.environment import storage_from_environment

    storage = storage_from_environment()
    if storage is None:
        raise InputError(
            "A trial of a round writes to the bucket that TUNEROUND_BUCKET names; got no such "
            "variable. Start the program by `tuneround trial`, which passes it on."
        )
    return open_bucket(storage, threads=upload_threads())


def upload_threads() -> int:
    """Return how many parts of a checkpoint are sent at once: half the cores, at most 4.

    Each takes turns with the training program in the interpreter, and shares the cores with it.
    """
    return max(1, min(4, len(os.sched_getaffinity(0)) // 2))


def _limit_threads(threads: int) -> None:
    """Give torch the trial's threads, where the program has imported it already.

    Otherwise OMP_NUM_THREADS, set before the program's start, does.
    """
    torch = sys.modules.get("torch")
    if torch is not None and VARIABLE in os.environ:
        torch.set_num_threads(threads)
