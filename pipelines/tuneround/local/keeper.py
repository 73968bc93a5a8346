"""Keeper: notices that the embedded server has died, and starts it again."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from tuneround.errors import TuneroundError
from tuneround.local.server import EmbeddedServer
from tuneround.store.bucket import StoreError

T = TypeVar("T")

MOST_DEATHS = 5
WITHIN_SECONDS = 60.0


class UnstableServerError(TuneroundError):
    """The embedded server dies again and again."""


@dataclass
class ServerKeeper:
    """Keeps one embedded server alive; without one there is nothing to do.

    Attributes:
        server: the server, or None when somebody else's serves the round.
        say: where to tell that it was restarted.

    """

    server: EmbeddedServer | None
    say: Callable[[str], None]
    _deaths: deque[float] = field(default_factory=lambda: deque(maxlen=MOST_DEATHS))

    def keep(self) -> bool:
        """Restart the server if it has died: same port, same credentials. Return whether it had.

        Raises:
            UnstableServerError: when it has died too often lately.

        """
        if self.server is None or self.server.alive():
            return False
        self._count()
        self.server.restart()
        self.say("The embedded S3 server had died; it is back on the same port.")
        return True

    def persist(self, action: Callable[[], T]) -> T:
        """Return what `action` returns; done again when the server died during it."""
        while True:
            try:
                return action()
            except StoreError:
                if not self.keep():
                    raise

    def _count(self) -> None:
        now = time.monotonic()
        full = len(self._deaths) == MOST_DEATHS
        if full and now - self._deaths[0] < WITHIN_SECONDS:
            raise UnstableServerError(
                f"The embedded S3 server keeps running; it died {MOST_DEATHS + 1} times within "
                f"{WITHIN_SECONDS:.0f} s. Look at the disk's free space and at the system's log; "
                "the same command then resumes."
            )
        self._deaths.append(now)
