"""Worker: takes keys from a queue, one after the other; the one place that translates failures."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable
from typing import TypeVar

from tuneround.cluster.failures import ClusterError
from tuneround.errors import TuneroundError

from tuneround_operator.notification import DeliveryError
from tuneround_operator.queue import WorkQueue
from tuneround_operator.recorder import Failure, Recorder

K = TypeVar("K", bound=Hashable)

LONGEST_SECONDS = 120.0
"""What is asked of the API server for one key takes no longer, or has gone wrong."""
KINDS: tuple[tuple[type[Exception], Failure], ...] = (
    (ClusterError, Failure.API),
    (DeliveryError, Failure.NOTIFICATION),
    (TimeoutError, Failure.TIMEOUT),
    (TuneroundError, Failure.ROUND),
)

log = logging.getLogger(__name__)


async def work(
    queue: WorkQueue[K], do: Callable[[K], Awaitable[float | None]], recorder: Recorder
) -> None:
    """Work on keys until cancelled; one that fails is tried again later, and stops no other.

    Args:
        queue: gives the keys.
        do: what is done; it returns in how many seconds the key is due again, or None.
        recorder: hears of failures.

    """
    while True:
        key = await queue.take()
        try:
            async with asyncio.timeout(LONGEST_SECONDS):
                again = await do(key)
        except Exception as error:  # noqa: BLE001  whatever one round does, the others go on
            queue.failed(key)
            _tell(key, error, recorder)
        else:
            queue.done(key, again)


def _tell(key: Hashable, error: Exception, recorder: Recorder) -> None:
    kind = next((kind for known, kind in KINDS if isinstance(error, known)), Failure.UNKNOWN)
    recorder.failed(kind)
    if kind is Failure.UNKNOWN:
        log.error("%s: an error that nobody foresaw; it is tried again", key, exc_info=error)
    else:
        log.warning("%s: %s", key, error or type(error).__name__)
