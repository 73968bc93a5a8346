"""Clocks: the time of day for records, and the time spent inside the training loop."""

from datetime import UTC, datetime
from time import monotonic


def utc_now() -> str:
    """Return the present time as ISO 8601 with milliseconds, `2026-11-23T17:46:17.123Z`."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class TrainingClock:
    """Seconds inside the training loop, over all attempts of a trial."""

    def __init__(self) -> None:
        self._before = 0.0
        self._started: float | None = None

    def start(self, seconds_before: float) -> None:
        """Start, `seconds_before` having been spent by earlier attempts."""
        self._before = seconds_before
        self._started = monotonic()

    @property
    def seconds(self) -> float:
        """Seconds so far."""
        return self._before + (0.0 if self._started is None else monotonic() - self._started)


class Stopwatch:
    """Seconds spent in the blocks that it was entered for, over all attempts of a trial."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._entered = 0.0

    def __enter__(self) -> None:
        self._entered = monotonic()

    def __exit__(self, *error: object) -> None:
        self.seconds += monotonic() - self._entered
