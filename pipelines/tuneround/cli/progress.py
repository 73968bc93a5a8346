"""Progress: says on standard error what a command is about to do, and that it is still at it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tuneround.text import one_line


@contextmanager
def working(intent: str) -> Iterator[None]:
    """Say `intent`; on a terminal a spinner turns below it while the context lasts."""
    print(one_line(intent), file=sys.stderr)
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status("working"):
        yield
