"""LastWords: what a pod says of its trials, where Kubernetes keeps it: records.PodReport."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tuneround.records.attempt import Fate
from tuneround.records.pod_words import LETTERS, MOST_BYTES, NO_TURN, to_message
from tuneround.records.progress import Progress
from tuneround.spec.objective import Objective
from tuneround.text import one_line, shortened
from tuneround.trial.ended import Ended

LONGEST_REASON = 240
"""Characters. A Workflow of Argo is one object, and keeps the message of each pod that failed."""
LONGEST_NAME = 120


class LastWords:
    """The report of a pod, written anew after each of its trials, in case the next is its last.

    Args:
        file: where it goes; None: nowhere.
        first: number of the pod's first trial.

    """

    def __init__(self, file: str | None, first: int) -> None:
        self._file = file
        self._first = first
        self._told: dict[str, Any] = {"first": first, "fates": ""}
        self._objective: Objective | None = None
        self._present: int | None = None

    def expect(self, trials: int, objective: Objective) -> None:
        """Learn how many trials the pod has, and what they are judged by."""
        self._objective = objective
        self._told["fates"] = NO_TURN * trials
        self._told["metric"] = shortened(objective.metric, LONGEST_NAME)

    def begin(self, index: int) -> None:
        """Note that trial `index` has its turn."""
        self._present = index

    def end(self, ended: Ended, progress: Progress | None) -> None:
        """Note how the present trial has ended.

        Args:
            ended: how.
            progress: what its program said of itself last.

        """
        self._tell(ended.fate, ended.reason)
        if ended.fate is Fate.COMPLETED and progress is not None and progress.best is not None:
            self._compare(progress.best, progress.best_step)
        self._present = None
        self.write()

    def break_off(self, reason: str) -> None:
        """Note that the pod ends while the present trial has not."""
        if self._present is not None:
            self._tell(Fate.INTERRUPTED, reason)
        else:
            self._told["reason"] = _short(reason)

    def write(self) -> None:
        """Replace the report. A file that cannot be written harms no trial: it is said once."""
        if self._file is None:
            return
        try:
            Path(self._file).write_bytes(self._message())
        except OSError as error:
            print(f"tuneround: the pod's last words are not kept: {error}", file=sys.stderr)
            self._file = None

    def _tell(self, fate: Fate, reason: str) -> None:
        assert self._present is not None
        place, fates = self._present - self._first, self._told["fates"]
        self._told["fates"] = fates[:place] + LETTERS[fate.value] + fates[place + 1 :]
        if fate is not Fate.COMPLETED:
            self._told["reason"] = _short(reason)

    def _compare(self, value: float, step: int | None) -> None:
        assert self._objective is not None
        best = self._told.get("best")
        if best is None or self._objective.direction.better(value, best):
            self._told |= {"best": value, "best_trial": self._present, "best_step": step}

    def _message(self) -> bytes:
        """Return the report with as much of the reason as there is room for."""
        reason = str(self._told.get("reason", ""))
        told = self._told | ({"reason": reason} if reason else {})
        while len(message := to_message(told)) > MOST_BYTES:
            reason = reason[: len(reason) // 2]
            told["reason"] = reason
        return message


@contextmanager
def last_words(file: str | None, first: int) -> Iterator[LastWords]:
    """Write what the pod has to say at the end of the block, however it is left.

    Args:
        file: where to; None: nowhere.
        first: number of the pod's first trial.

    """
    words = LastWords(file, first)
    try:
        yield words
    except SystemExit:
        words.break_off("sigterm")  # the only one: cli/trial.py, before and after the program
        raise
    except BaseException as error:
        words.break_off(str(error) or type(error).__name__)
        raise
    finally:
        words.write()


def _short(reason: str) -> str:
    return shortened(one_line(reason).strip(), LONGEST_REASON)
