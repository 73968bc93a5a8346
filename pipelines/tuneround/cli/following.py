"""Following: shows a Workflow's progress until it has ended."""

import sys
import time
from collections.abc import Iterator

from tuneround.cluster.following import Away
from tuneround.cluster.progress import Progress
from tuneround.text import one_line

BAR_WIDTH = 20
QUIET_SECONDS = 15.0
"""Between two lines of a log; a change of phase is said at once."""


def shown(name: str, states: Iterator[Progress | Away]) -> Progress:
    """Show each of `states` on standard error, as a bar on a terminal; return the last.

    Args:
        name: of the Workflow.
        states: what `follow` yields.

    """
    return (_bar if sys.stderr.isatty() else _lines)(name, states)


def _bar(name: str, states: Iterator[Progress | Away]) -> Progress:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars
    from rich.table import Column

    whole = Column(no_wrap=True, overflow="ellipsis")
    text_column = TextColumn("{task.description}", markup=False, table_column=whole)
    columns = (TimeElapsedColumn(), BarColumn(BAR_WIDTH), text_column)
    last: Progress | None = None
    with Bars(*columns, console=Console(stderr=True)) as bars:
        bar = bars.add_task(name, total=None)
        for state in states:
            if isinstance(state, Away):
                bars.update(bar, description=f"{name} waits for the API server")
                continue
            last = state
            text = one_line(f"{name} {state}")
            bars.update(bar, description=text, total=state.planned, completed=state.ended)
    return _ended(last)


def _lines(name: str, states: Iterator[Progress | Away]) -> Progress:
    last: Progress | None = None
    said, said_at = "", 0.0
    for state in states:
        line = one_line(f"{name}: {state.reason if isinstance(state, Away) else state}")
        is_news = isinstance(state, Away) or last is None or state.phase != last.phase
        if line != said and (is_news or time.monotonic() - said_at > QUIET_SECONDS):
            print(line, file=sys.stderr, flush=True)
            said, said_at = line, time.monotonic()
        last = last if isinstance(state, Away) else state
    return _ended(last)


def _ended(last: Progress | None) -> Progress:
    assert last is not None, "a Workflow is followed until it has ended"
    return last
