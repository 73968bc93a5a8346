"""Loop: runs the trials of a schedule as processes, until all have ended or somebody stops it."""

import signal
import time
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from tuneround.local.board import Board
from tuneround.local.keeper import ServerKeeper
from tuneround.local.launcher import Launcher
from tuneround.local.schedule import Schedule, State
from tuneround.local.signals import Signals
from tuneround.local.table import Display, best_of
from tuneround.records.progress import Progress

GRACE_SECONDS = 10.0
"""How long trials may take to end when the runner itself fails."""


@dataclass
class TrialLoop:
    """The trials of one runner.

    Attributes:
        schedule: decides what starts and what an exit code means.
        board: what is known of the trials, for the display.
        launcher: starts and stops the processes.
        display: where the loop speaks.
        signals: wake the loop and ask it to stop.
        keeper: keeps the embedded server alive.

    """

    schedule: Schedule
    board: Board
    launcher: Launcher
    display: Display
    signals: Signals
    keeper: ServerKeeper

    def run(self) -> None:
        """Return when no trial runs and none is to be started."""
        with self.signals.deferred(), self.display.live():
            try:
                while not self.schedule.over:
                    self._start_due()
                    self._refresh()
                    self.signals.wait(self._patience(), *self.launcher.descriptors)
                    self._obey()
                    self.keeper.keep()
                    self._reap()
                self._refresh()
            finally:
                self._end_all()

    def _start_due(self) -> None:
        for index in self.schedule.startable(time.monotonic()):
            self.launcher.start(index)
            self.schedule.started(index)
            self.board.change(index, State.RUNNING, time.monotonic())
            starts = self.schedule.trials[index].starts
            again = f" again (retry {starts - 1} of {self.schedule.retries})" if starts > 1 else ""
            self.display.note(
                f"Trial {index} starts{again}: {self.board.rows[index].hyperparameters}"
            )

    def _reap(self) -> None:
        for index, code in self.launcher.ended().items():
            now = time.monotonic()
            state = self.schedule.ended(index, code, now)
            self._read_progress(index)
            self.board.change(index, state, now)
            self._tell_end(index, code, state)

    def _tell_end(self, index: int, code: int, state: State) -> None:
        log = self.launcher.paths.log(index)
        if state is State.FAILED:
            self.display.note(f"Trial {index} failed; what it printed: {log}")
        elif state is State.EXHAUSTED:
            self.display.say(f"Trial {index} is out of retries ({ending(code)}); its log: {log}")
        elif state is State.DONE:
            best = best_of(self.board.rows[index])
            self.display.note(f"Trial {index} is done{': best ' if best else ''}{best}")
        else:
            self.display.note(f"Trial {index} was interrupted ({ending(code)}): {state.value}")

    def _obey(self) -> None:
        stops = self.signals.stops
        if stops and not self.schedule.stopping:
            self.schedule.stop()
            self.display.say(
                f"Stopping: {len(self.launcher.running)} running trials end at their next step "
                "boundary, with a checkpoint. Once more kills them."
            )
            self.launcher.stop()
        if len(stops) > 1:
            self.launcher.kill()

    def _patience(self) -> float | None:
        to_start = self.schedule.seconds_to_next_start(time.monotonic())
        known = [s for s in (self.display.refresh_seconds, to_start) if s is not None]
        return min(known, default=None)

    def _refresh(self) -> None:
        if self.display.refresh_seconds is not None:
            for index in self.launcher.running:
                self._read_progress(index)
            self.display.refresh(self.board, time.monotonic())

    def _read_progress(self, index: int) -> None:
        progress = read_progress(self.launcher.paths.progress(index))
        if progress is not None:
            self.board.rows[index].progress = progress

    def _end_all(self) -> None:
        """End what still runs because the loop failed: asked first, killed when that takes long."""
        self.launcher.stop()
        deadline = time.monotonic() + GRACE_SECONDS
        while self.launcher.running and (left := deadline - time.monotonic()) > 0:
            self.signals.wait(left, *self.launcher.descriptors)
            self.launcher.ended()
        self.launcher.kill()
        self.launcher.close()


def read_progress(path: Path) -> Progress | None:
    """Return what a progress file says; None when there is none, or one that cannot be read."""
    try:
        return Progress.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def ending(code: int) -> str:
    """Return how a process ended, for a person.

    >>> ending(75), ending(-9)
    ('exit 75', 'SIGKILL')
    """
    return f"exit {code}" if code >= 0 else signal.Signals(-code).name
