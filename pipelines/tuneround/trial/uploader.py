"""Uploader: at most one checkpoint in flight and one waiting, beside the training."""

import os
import sys
import threading
from collections.abc import Callable
from enum import Enum, auto

from tuneround.trial.buffers import Buffers
from tuneround.trial.state import Snapshot

NICENESS = 10
"""About a tenth of the processor beside a training that wants all of it."""


class Reason(Enum):
    """Why a checkpoint is saved."""

    PERIODIC = auto()
    """The latest state, when the uploader is free."""
    BEST = auto()
    """The trial's best so far under the objective: always saved, unless a better one comes."""
    LAST = auto()
    """The end of the trial, or of the attempt by a signal: always saved."""


class Uploader:
    """Saves snapshots one after the other on a thread of its own."""

    def __init__(self, save: Callable[[Snapshot], None]) -> None:
        self._save = save
        self._waiting: Snapshot | None = None
        self._busy = False
        self._free: list[Buffers] = []
        self._changed = threading.Condition()
        self._stopped = False
        self.error: BaseException | None = None
        """The first error of the thread; the training thread raises it at a step's end."""
        self._thread = threading.Thread(target=self._run, name="tuneround-upload", daemon=True)
        self._thread.start()

    def accepts(self, reason: Reason) -> bool:
        """Whether a snapshot for `reason` would be taken now: ask before making one."""
        with self._changed:
            idle = not self._busy and self._waiting is None
            return self.error is None and (idle or reason is not Reason.PERIODIC)

    def buffers(self) -> Buffers:
        """Return memory for a snapshot that will be submitted, used before where there is some.

        A snapshot that waits gives way, so there are never more than two in memory.
        """
        with self._changed:
            if self._waiting is not None:
                given_up, self._waiting = self._waiting, None
                return given_up.buffers
            return self._free.pop() if self._free else Buffers()

    def submit(self, snapshot: Snapshot) -> None:
        """Queue a snapshot that was made in `buffers()`."""
        with self._changed:
            self._waiting = snapshot
            self._changed.notify_all()

    def drain(self) -> None:
        """Wait until everything submitted is saved. Raises the thread's error."""
        with self._changed:
            self._changed.wait_for(
                lambda: self.error is not None or (not self._busy and self._waiting is None)
            )
        if self.error is not None:
            raise self.error

    def stop(self) -> None:
        """End the thread after what is in flight; what waits is dropped: `drain` first."""
        with self._changed:
            self._stopped = True
            self._waiting = None
            self._changed.notify_all()
        self._thread.join()

    def _run(self) -> None:
        _yield_to_training()
        while (snapshot := self._next()) is not None:
            try:
                self._save(snapshot)
            except BaseException as error:  # noqa: BLE001 - handed to the training thread
                self.error = error
            with self._changed:
                self._busy = False
                self._free.append(snapshot.buffers)
                self._changed.notify_all()
            if self.error is not None:
                return

    def _next(self) -> Snapshot | None:
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or self._waiting is not None)
            if self._waiting is None:
                return None
            snapshot, self._waiting = self._waiting, None
            self._busy = True
            return snapshot


def _yield_to_training() -> None:
    """Give this thread, and those it starts, what the training leaves of the processor.

    Only Linux has a niceness for each thread; elsewhere it would be the whole program's.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
