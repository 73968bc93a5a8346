"""One `up` or `down` at a time: the others wait."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from harness.places import KEPT
from harness.progress import say


@contextmanager
def alone() -> Iterator[None]:
    """Hold the harness's lock; the kernel frees it when its holder dies."""
    KEPT.mkdir(exist_ok=True)
    with (KEPT / "cluster.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another `up` or `down` to end ...")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
