"""Patience: how long an operation keeps trying while the store cannot be reached."""

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from tuneround.errors import InputError
from tuneround.store.bucket import StoreError

T = TypeVar("T")

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 8.0
PATIENCE = "TUNEROUND_PATIENCE_SECONDS"
DEFAULT_PATIENCE_SECONDS = 60.0


class TransientStoreError(StoreError):
    """The store may answer if it is asked again."""


def pauses() -> Iterator[float]:
    """Yield pauses in seconds: exponential backoff with full jitter.

    Pause k is uniform on [0, min(8, 0.2 * 2^k)], so that a thousand trials that lost the same
    server do not come back in step ("Exponential Backoff And Jitter", AWS Architecture Blog).
    """
    longest = FIRST_PAUSE_SECONDS
    while True:
        yield random.uniform(0, longest)
        longest = min(LONGEST_PAUSE_SECONDS, 2 * longest)


class Trouble:
    """Since when a store has not answered, for whoever shows it; each thread asks by itself."""

    def __init__(self) -> None:
        self._since: dict[int, float] = {}

    def begin(self) -> None:
        """Note that an operation of this thread has failed, unless one had before."""
        self._since.setdefault(threading.get_ident(), time.time())

    def end(self) -> None:
        """Note that an operation of this thread was answered."""
        self._since.pop(threading.get_ident(), None)

    @property
    def since(self) -> float | None:
        """Unix time of the oldest failure that no success has followed; None: there is none."""
        return min(tuple(self._since.values()), default=None)


@dataclass(frozen=True)
class Patience:
    """Try again for `seconds` after the first failure; 0 tries once."""

    seconds: float
    trouble: Trouble = field(default_factory=Trouble, compare=False)

    def persist(self, action: Callable[[], T]) -> T:
        """Return what `action` returns, trying again while it raises TransientStoreError.

        Raises:
            StoreError: the last failure, when patience has run out, or one that cannot heal.

        """
        deadline: float | None = None
        for pause in pauses():
            try:
                answer = action()
            except TransientStoreError:
                self.trouble.begin()
                now = time.monotonic()
                deadline = now + self.seconds if deadline is None else deadline
                if now + pause >= deadline:
                    raise
                time.sleep(pause)
            except StoreError:
                self.trouble.end()  # it has answered
                raise
            else:
                self.trouble.end()
                return answer
        raise AssertionError("pauses() never ends")


def patience_here() -> float:
    """Return how many seconds this process is patient: TUNEROUND_PATIENCE_SECONDS, else 60.

    Raises:
        InputError: the variable holds no number of seconds.

    """
    text = os.environ.get(PATIENCE) or str(DEFAULT_PATIENCE_SECONDS)
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise InputError(
            f"{PATIENCE} is a number of seconds, 0 or more; got {text!r}. Correct or unset it."
        )
    return seconds
