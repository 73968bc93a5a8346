"""ProgressFile: how far the trial is, for whoever shows it; never evidence."""

import os
from pathlib import Path
from time import monotonic

from tuneround.records.progress import Progress

WRITE_EVERY_SECONDS = 1.0


class ProgressFile:
    """A small JSON file that is replaced as a whole, at most once a second."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._next = 0.0

    @property
    def is_due(self) -> bool:
        """Whether there is a file, and it is old enough to be written again."""
        return self._path is not None and monotonic() >= self._next

    def write(self, progress: Progress) -> None:
        """Replace the file."""
        if self._path is not None:
            self._next = monotonic() + WRITE_EVERY_SECONDS
            temporary = self._path.with_suffix(".part")
            temporary.write_bytes(progress.to_json())
            os.replace(temporary, self._path)  # noqa: PTH105 - readers see the old or the new file
