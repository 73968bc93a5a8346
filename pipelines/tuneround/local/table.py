"""Table: how a runner shows its round; a live table on a terminal, else one line an event.

Everything shown may hold hostile text (a value, a goal, an error), so all of it passes `one_line`
and none of it is read as rich's markup.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol, TextIO

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from tuneround.local.board import Board, Row
from tuneround.local.schedule import State
from tuneround.text import one_line

REFRESH_SECONDS = 0.25
ROWS_BESIDE_THE_TABLE = 7
"""Its header, its rules, the summary, and the prompt."""


class Display(Protocol):
    """Where a runner speaks."""

    refresh_seconds: float | None
    """How often to call `refresh`; None: never."""

    def say(self, text: str) -> None:
        """Show a line that matters to everybody."""

    def note(self, text: str) -> None:
        """Show a line about one trial, where no table shows it."""

    def refresh(self, board: Board, now: float) -> None:
        """Show how the trials stand."""

    def live(self) -> AbstractContextManager[object]:
        """Return the context in which `refresh` draws."""


def display_on(out: TextIO) -> Display:
    """Return the display that suits `out`: a terminal, a pipe or a file."""
    return LiveDisplay(Console(file=out)) if out.isatty() else LineDisplay(out)


class LineDisplay:
    """One line an event, without control characters; every character fits the file's encoding."""

    refresh_seconds: float | None = None

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def say(self, text: str) -> None:
        """Write `text` as one line."""
        encoding = self._out.encoding or "utf-8"
        line = one_line(text).encode(encoding, "backslashreplace").decode(encoding)
        self._out.write(line + "\n")
        self._out.flush()

    def note(self, text: str) -> None:
        """Write `text` as one line."""
        self.say(text)

    def refresh(self, board: Board, now: float) -> None:
        """Do nothing: the lines have said it."""

    def live(self) -> AbstractContextManager[object]:
        """Return a context that does nothing."""
        return nullcontext()


class LiveDisplay:
    """A table that is drawn again and again at the bottom of a terminal."""

    refresh_seconds: float | None = REFRESH_SECONDS

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live = Live(console=console, auto_refresh=False)

    def say(self, text: str) -> None:
        """Print `text` above the table."""
        self._console.print(Text(one_line(text)), soft_wrap=True)  # a command stays one to copy

    def note(self, text: str) -> None:
        """Do nothing: the table shows it."""

    def refresh(self, board: Board, now: float) -> None:
        """Draw the table anew, no higher than the terminal."""
        rows = board.shown(self._console.size.height - ROWS_BESIDE_THE_TABLE)
        self._live.update(Group(_table(rows), Text(summary(board, now))), refresh=True)

    def live(self) -> AbstractContextManager[object]:
        """Return the context in which the table is on the screen; its last state stays."""
        return self._live


def summary(board: Board, now: float) -> str:
    """Return the line below the table."""
    running, waiting = board.count(State.RUNNING), board.count(State.WAITING)
    best, left = board.best(), board.seconds_left(now)
    parts = [f"{board.finished} of {board.planned} trials finished", f"{running} running"]
    if waiting:
        parts.append(f"{waiting} waiting for retry")
    if best is not None:
        parts.append(f"best {best_of(best)} (trial {best.index})")
    if left:
        parts.append(f"about {duration(left)} left")
    return ", ".join(parts)


def duration(seconds: float) -> str:
    """Return a length of time in its two largest units.

    >>> duration(59.6), duration(200), duration(7300)
    ('1 min 0 s', '3 min 20 s', '2 h 1 min')
    """
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if minutes else f"{rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


COLUMNS: dict[str, Callable[[Row], str]] = {
    "trial": lambda row: str(row.index),
    "hyperparameters": lambda row: row.hyperparameters,
    "step": lambda row: f"{row.progress.step}/{row.progress.steps}" if row.progress else "",
    "best so far": lambda row: best_of(row),
    "state": lambda row: row.state.value,
}


def _table(rows: list[Row]) -> Table:
    table = Table(expand=False)
    for name in COLUMNS:
        shrinks = name == "hyperparameters"
        table.add_column(name, no_wrap=True, overflow="ellipsis", min_width=None if shrinks else 5)
    for row in rows:
        table.add_row(*(Text(one_line(cell(row))) for cell in COLUMNS.values()))
    return table


def best_of(row: Row) -> str:
    """Return the best objective of a trial so far and its step; nothing when it has none."""
    if row.progress is None or row.progress.best is None:
        return ""
    return f"{row.progress.best:.4g} at step {row.progress.best_step}"
