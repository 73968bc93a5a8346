"""Waiting for a condition."""

import time
from collections.abc import Callable

from harness.failures import HarnessError

INTERVAL_SECONDS = 0.1


def until(
    what: str,
    condition: Callable[[], bool],
    *,
    seconds: float,
    next_step: str,
) -> None:
    """Wait until `condition` holds.

    Raises:
        HarnessError: not within `seconds`; the message ends with `next_step`.

    """
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise HarnessError(f"{what}: not within {seconds:g} s. {next_step}")
        time.sleep(INTERVAL_SECONDS)
