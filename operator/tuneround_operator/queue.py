"""Queue: which key is looked at next, and when; each by one worker at a time.

The queue of Kubernetes' own controllers: a key that is added many times is taken once, a key that
is added while it is worked on is taken again afterwards, and one that fails waits longer each time.
"""

import asyncio
import heapq
import random
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Generic, Protocol, TypeVar

K = TypeVar("K", bound=Hashable)

FIRST_BACKOFF_SECONDS, LONGEST_BACKOFF_SECONDS = 1.0, 300.0
JITTER = 0.2
"""The random part of a back-off: keys that failed together do not come back together."""
LARGEST_SHARE = 0.1
"""Of one worker's time, that a key may take when it comes again and again."""


class QueueObserver(Protocol):
    """Who hears how the queue does."""

    def queued(self, length: int) -> None:
        """Hear how many keys are due."""

    def waited(self, seconds: float) -> None:
        """Hear how long a key was due before it was taken."""


class Silent:
    """Nobody."""

    def queued(self, length: int) -> None:
        """Hear nothing."""

    def waited(self, seconds: float) -> None:
        """Hear nothing."""


@dataclass
class _Entry:
    """What is known of a key.

    Attributes:
        due: when it is to be taken, on the loop's clock; None: no need to.
        busy: whether a worker has it.
        started: when it was last taken; None: never.
        took: seconds that this lasted.
        failures: since it last went well.

    """

    due: float | None = None
    busy: bool = False
    started: float | None = None
    took: float = 0.0
    failures: int = 0


class WorkQueue(Generic[K]):
    """Keys that are due, or will be."""

    def __init__(
        self, observer: QueueObserver, *, chance: Callable[[], float] = random.random
    ) -> None:
        """Make an empty queue.

        Args:
            observer: hears of length and waits.
            chance: numbers of [0, 1), for the jitter.

        """
        self._observer = observer
        self._chance = chance
        self._entries: dict[K, _Entry] = {}
        self._heap: list[tuple[float, int, K]] = []
        self._order = count()
        self._changed = asyncio.Event()

    def add(self, key: K, *, after: float = 0.0, pause: float = 0.0) -> None:
        """Have a key taken, unless it will be sooner anyway.

        Args:
            key: whichever.
            after: seconds from now.
            pause: seconds between two times that it is taken, at least; more for a key whose work
                takes long. 0: none.

        """
        entry = self._entries.setdefault(key, _Entry())
        due = self._now + after
        if pause and entry.started is not None:
            due = max(due, entry.started + max(pause, entry.took / LARGEST_SHARE))
        if entry.due is None or due < entry.due:
            entry.due = due
            self._push(key, entry)

    async def take(self) -> K:
        """Return the key that has been due for longest; wait until one is."""
        while True:
            key = self._next()
            if key is not None:
                return key
            changed = self._changed
            try:
                async with asyncio.timeout_at(self._heap[0][0] if self._heap else None):
                    await changed.wait()
            except TimeoutError:
                continue  # one is due

    def done(self, key: K, again: float | None = None) -> None:
        """Say that the work on a key went well, and in how many seconds it is due again."""
        entry = self._released(key)
        if entry is not None:
            entry.failures = 0
            if again is not None:
                self.add(key, after=again)

    def failed(self, key: K) -> None:
        """Say that the work on a key failed; it is due again after a back-off."""
        entry = self._released(key)
        if entry is not None:
            backoff = FIRST_BACKOFF_SECONDS * 2.0 ** min(entry.failures, 30)
            entry.failures += 1
            spread = 1 - JITTER * self._chance()
            self.add(key, after=min(backoff, LONGEST_BACKOFF_SECONDS) * spread)

    def forget(self, key: K) -> None:
        """Drop what is known of a key, unless it is due again by now."""
        entry = self._entries.get(key)
        if entry is not None and entry.due is None:
            del self._entries[key]

    def oldest_wait_seconds(self) -> float:
        """Return for how long the key that was due first has been waiting; 0: none is."""
        return max((self._now - due for due in self._waiting()), default=0.0)

    @property
    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    def _push(self, key: K, entry: _Entry) -> None:
        if entry.due is not None and not entry.busy:
            heapq.heappush(self._heap, (entry.due, next(self._order), key))
            self._changed.set()
            self._changed = asyncio.Event()
            self._tell()

    def _next(self) -> K | None:
        while self._heap and self._heap[0][0] <= self._now:
            due, _, key = heapq.heappop(self._heap)
            entry = self._entries.get(key)
            if entry is None or entry.busy or entry.due != due:
                continue  # it was forgotten, or is due at another time
            entry.due, entry.busy, entry.started = None, True, self._now
            self._observer.waited(self._now - due)
            self._tell()
            return key
        return None

    def _released(self, key: K) -> _Entry | None:
        entry = self._entries.get(key)
        if entry is not None and entry.busy and entry.started is not None:
            entry.busy, entry.took = False, self._now - entry.started
            self._push(key, entry)
        return entry

    def _tell(self) -> None:
        self._observer.queued(sum(1 for _ in self._waiting()))

    def _waiting(self) -> Iterator[float]:
        """Yield when those keys were due that are, and that nobody has."""
        now = self._now
        for entry in self._entries.values():
            if entry.due is not None and entry.due <= now and not entry.busy:
                yield entry.due
