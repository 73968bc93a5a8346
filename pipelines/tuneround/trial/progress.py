"""ProgressFile: how far the trial is, for whoever shows it; never evidence."""

import os
import sys
from pathlib import Path
from time import monotonic

from pydantic import ValidationError

from tuneround.records.assignment import PodProgress
from tuneround.records.progress import Progress

WRITE_EVERY_SECONDS = 1.0


class ProgressFile:
    """A small JSON file that is replaced as a whole, and the pod's `N/M`, at most once a second."""

    def __init__(self, path: Path | None, pod: PodProgress | None = None) -> None:
        self._path = path
        self._pod = pod
        self._next = 0.0
        self._paced: tuple[float, int] | None = None
        self._speed: float | None = None

    @property
    def is_due(self) -> bool:
        """Whether there is a file, and it is old enough to be written again."""
        wanted = self._path is not None or self._pod is not None
        return wanted and monotonic() >= self._next

    def write(self, progress: Progress) -> None:
        """Replace the files; the speed is found here."""
        now = monotonic()
        self._next = now + WRITE_EVERY_SECONDS
        if self._path is not None:
            told = progress.model_copy(update={"steps_per_second": self._pace(now, progress.step)})
            temporary = self._path.with_suffix(".part")
            temporary.write_bytes(told.to_json())
            os.replace(temporary, self._path)  # noqa: PTH105 - readers see the old or the new file
        if self._pod is not None and not write_pod_progress(self._pod, progress.step):
            self._pod = None

    def _pace(self, now: float, step: int) -> float | None:
        """Return the steps a second since the file was written before.

        The last time comes too soon after that one for a speed of its own.
        """
        if self._paced is None:
            self._paced = (now, step)
            return None
        before, since = self._paced
        if now - before >= WRITE_EVERY_SECONDS:
            self._speed = (step - since) / (now - before)
            self._paced = (now, step)
        return self._speed


def read_progress(path: Path | None) -> Progress | None:
    """Return what a program has written last; None when it has written nothing."""
    if path is None or not path.exists():
        return None
    try:
        return Progress.model_validate_json(path.read_bytes())
    except ValidationError:
        return None  # a program that is not ours writes what it likes


def write_pod_progress(pod: PodProgress, step: int) -> bool:
    """Say how far a pod is, of which `step` steps of the present trial; return whether it could.

    A file that cannot be written is not worth a training: that is said once on standard error.
    """
    try:
        Path(pod.file).write_text(f"{pod.before + step}/{pod.steps}\n")
    except OSError as error:
        print(f"tuneround: the progress of the pod is not shown: {error}", file=sys.stderr)
        return False
    return True
