"""Lines that say what is being done, and how long it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

BEGUN = time.monotonic()


def say(text: str) -> None:
    """Print a line with the seconds since the command began."""
    print(f"[{time.monotonic() - BEGUN:6.1f} s] {text}", file=sys.stderr, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Announce a step that may take long, and say when it is done."""
    begun = time.monotonic()
    say(f"{text} ...")
    yield
    say(f"{text}: done in {time.monotonic() - begun:.1f} s")
