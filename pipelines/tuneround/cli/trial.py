"""Trial: what `tuneround trial` does, and a direct way to it.

`python -m tuneround.cli.trial --index N` does the same without loading the command line's
framework: a runner on one machine starts it for every trial, and pods start it, with
`--block B --size K` when they hold several trials.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from tuneround.errors import InputError

if TYPE_CHECKING:
    from tuneround.store.rounds import RoundStore
    from tuneround.trial.pod import Pod


def run_trial(index: int, study: str | None = None, round_name: str | None = None) -> int:
    """Supervise one trial of a round whose plan is in the bucket; return the exit code.

    In a pod above 0 of several that train it together, only train.

    Args:
        index: the trial's number in the plan, from 0.
        study: the study's name; None: the variable TUNEROUND_STUDY.
        round_name: the round's name; None: the variable TUNEROUND_ROUND.

    Raises:
        InputError: when the study, the round or the bucket is named nowhere, or the variables of
            several pods are wrong.

    """
    from tuneround.trial.supervisor import supervise
    from tuneround.trial.worker import assist

    with _opened(f"trial-{index:05d}-", study, round_name) as (store, pod):
        if pod.gathering is not None and pod.gathering.worker > 0:
            return assist(store, index, pod)
        return supervise(store, index, pod)


def run_block(
    block: int, size: int, study: str | None = None, round_name: str | None = None
) -> int:
    """Supervise the trials block * size to block * size + size - 1; return the exit code.

    Raises:
        InputError: as `run_trial`, or when several pods were to train the block together.

    """
    from tuneround.trial.block import supervise_block

    if size < 1:
        raise InputError(f"A block holds at least one trial; got --size {size}. Correct it.")
    with _opened(f"block-{block:05d}-", study, round_name) as (store, pod):
        if pod.gathering is not None:
            raise InputError(
                "Several trials share a pod, or several pods train a trial; got --block with "
                f"TUNEROUND_WORKERS={pod.gathering.workers}. Start the trials by --index."
            )
        return supervise_block(store, block, size, pod)


@contextmanager
def _opened(
    prefix: str, study: str | None, round_name: str | None
) -> Iterator[tuple["RoundStore", "Pod"]]:
    from tuneround.cli.environment import store_from_environment
    from tuneround.trial.pod import Pod
    from tuneround.trial.scratch import scratch_folder

    signal.signal(signal.SIGTERM, _leave)
    store = store_from_environment(study, round_name)
    with scratch_folder(prefix, os.environ.get("TUNEROUND_SCRATCH")) as scratch:
        yield store, Pod.here(scratch, may_fork=True)


def _leave(signum: int, frame: FrameType | None) -> NoReturn:
    """End at once, scratch deleted, when SIGTERM comes while no program trains."""
    sys.exit(128 + signum)


def _run(arguments: list[str]) -> int:
    match arguments:
        case ["--index", index] if _is_number(index):
            return run_trial(int(index))
        case ["--block", block, "--size", size] if _is_number(block) and _is_number(size):
            return run_block(int(block), int(size))
    raise InputError(
        "`python -m tuneround.cli.trial` takes `--index N` or `--block B --size K`, and nothing "
        f"else; got {' '.join(arguments) or 'nothing'}. `tuneround trial --help` lists the options."
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


if __name__ == "__main__":
    from tuneround.cli.entry import exit_code

    sys.exit(exit_code(lambda: _run(sys.argv[1:])))
