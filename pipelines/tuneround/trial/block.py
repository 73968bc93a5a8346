"""Block: the trials of one pod, one after the other, each with its own attempt and fate."""

import sys
from dataclasses import replace

from tuneround.records.plan import PlannedTrial
from tuneround.spec.round import TuningRound
from tuneround.store.rounds import RoundStore
from tuneround.trial.ended import Ended
from tuneround.trial.errors import EXIT_FAILED, EXIT_TERMINATED, EXIT_TRY_AGAIN
from tuneround.trial.last_words import LastWords, last_words
from tuneround.trial.pod import Pod
from tuneround.trial.progress import write_pod_progress
from tuneround.trial.scratch import scratch_folder
from tuneround.trial.supervisor import supervise_attempt


def supervise_block(store: RoundStore, block: int, size: int, pod: Pod) -> int:
    """Run one attempt of each trial of a block that has no outcome yet.

    How one trial ends does not keep the others from their turn; only SIGTERM does.

    Args:
        store: the round.
        block: the block's number, from 0.
        size: trials in a block; the last one may have fewer.
        pod: where the attempts work.

    Returns:
        143 when SIGTERM came before the last trial had its turn, else 75 when a trial was
        interrupted and is to be tried again, else 3 when one failed, else 0.

    Raises:
        StoreError: the round cannot be read, or an attempt cannot begin or end.

    """
    with last_words(pod.report_file, block * size) as words:
        round_ = store.load_spec()
        indices = range(block * size, min(block * size + size, round_.spec.budget.trials))
        if not indices:
            print(
                f"tuneround: block {block} of {size} trials is beyond the budget", file=sys.stderr
            )
            return 0
        words.expect(len(indices), round_.spec.objective)
        return _one_after_the_other(store, round_, indices, pod, words)


def _one_after_the_other(
    store: RoundStore, round_: TuningRound, indices: range, pod: Pod, words: LastWords
) -> int:
    codes: set[int] = set()
    for planned in store.planned_trials(indices):
        here = replace(pod, before=planned.index - indices[0], trials=len(indices))
        ended = _supervised(store, round_, planned, here, words)
        codes.add(ended.code)
        if ended.code == EXIT_TERMINATED or (ended.terminated and planned.index != indices[-1]):
            return EXIT_TERMINATED
    return next((code for code in (EXIT_TRY_AGAIN, EXIT_FAILED) if code in codes), 0)


def _supervised(
    store: RoundStore, round_: TuningRound, planned: PlannedTrial, pod: Pod, words: LastWords
) -> Ended:
    """Run one attempt in a scratch folder of its own: checkpoints would fill the pod's disk."""
    progress = pod.progress(round_.spec.budget.steps)
    if progress is not None:
        write_pod_progress(progress, 0)
    with scratch_folder(f"trial-{planned.index:05d}-", pod.scratch) as scratch:
        return supervise_attempt(store, round_, planned, replace(pod, scratch=scratch), words)
