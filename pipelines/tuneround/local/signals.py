"""Signals: what the runner waits on; the end of a child and requests to stop wake it at once."""

import os
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Signals:
    """The requests to stop that have arrived, and a wait that any signal ends.

    A request is an exception (KeyboardInterrupt) until `deferred`, and from then on only counted.

    Attributes:
        stops: the requests to stop so far, in order.

    """

    def __init__(self, wakeup: int) -> None:
        self.stops: list[signal.Signals] = []
        self._deferred = False
        self._wakeup = wakeup

    @contextmanager
    def deferred(self) -> Iterator[None]:
        """Only count requests to stop: the caller looks at `stops`."""
        self._deferred = True
        try:
            yield
        finally:
            self._deferred = False

    def wait(self, seconds: float | None, *descriptors: int) -> None:
        """Return when a signal has arrived since the last wait, or at the latest in `seconds`.

        Args:
            seconds: None: there is no latest.
            *descriptors: return also when one of them can be read.

        """
        ready, _, _ = select.select([self._wakeup, *descriptors], [], [], seconds)
        if self._wakeup in ready:
            os.read(self._wakeup, 4096)

    @property
    def exit_code(self) -> int:
        """128 + the first request's number, as shells count."""
        return 128 + self.stops[0]

    def handle(self, number: int, frame: FrameType | None) -> None:
        """Note a request to stop; raise it unless deferred."""
        self.stops.append(signal.Signals(number))
        if not self._deferred:
            raise KeyboardInterrupt


@contextmanager
def received_signals() -> Iterator[Signals]:
    """Receive signals while the context lasts; then everything is as it was. Main thread only."""
    read, write = os.pipe()
    os.set_blocking(write, False)  # as set_wakeup_fd demands
    signals = Signals(read)
    previous = {number: signal.signal(number, signals.handle) for number in _stops()}
    # Without a handler in Python a signal writes nothing to the wakeup descriptor.
    previous[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda number, frame: None)
    previous_wakeup = signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    try:
        yield signals
    finally:
        signal.set_wakeup_fd(previous_wakeup)
        for number, handler in previous.items():
            signal.signal(number, _restorable(handler))
        os.close(read)
        os.close(write)


def _stops() -> list[signal.Signals]:
    """Return what asks the runner to stop: the end of its terminal only without `nohup`."""
    nohup = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return [number for number in STOPS if not (nohup and number is signal.SIGHUP)]


def _restorable(handler: Any) -> Callable[[int, FrameType | None], Any] | int:
    """Return a handler that signal.signal takes: it reports foreign ones (of C code) as None."""
    return signal.SIG_DFL if handler is None else handler
