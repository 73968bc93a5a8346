"""What a runner shows: the board's numbers, the lines, and the live table."""

import io
import re

import pytest
from rich.console import Console
from tuneround.local.board import Board, Row
from tuneround.local.schedule import State
from tuneround.local.table import LineDisplay, LiveDisplay, display_on, summary
from tuneround.records.progress import Progress
from tuneround.spec.objective import Direction

HOSTILE = "[red]<b>x</b>[/red]\x1b[2J\r\n\u202eevil\ud800"


class Terminal(io.StringIO):
    """A text stream that says it is a terminal."""

    def isatty(self):
        return True


def board(rows, direction=Direction.MINIMIZE, planned=None):
    return Board({row.index: row for row in rows}, planned or len(rows), direction, started=0.0)


def row(index, state=State.PENDING, step=None, best=None, changed=0.0, hyperparameters="rate=0.1"):
    progress = None if step is None else Progress(step=step, steps=100, best=best, best_step=step)
    return Row(index, hyperparameters, state, progress, changed=changed)


def test_time_left_follows_the_share_done():
    """One and a half of four trials in 30 s leave 50 s."""
    four = board([row(0, State.DONE), row(1, State.RUNNING, step=50), row(2), row(3)])
    assert four.seconds_left(30.0) == pytest.approx(50.0)


def test_time_left_does_not_count_an_earlier_runners_steps():
    """What was trained before this runner says nothing about its speed."""
    resumed = row(0, State.RUNNING, step=75)
    resumed.base = 0.5
    assert board([resumed]).seconds_left(10.0) == pytest.approx(10.0)
    assert board([row(0)]).seconds_left(10.0) is None


@pytest.mark.parametrize(
    ("direction", "index"),
    [
        pytest.param(Direction.MINIMIZE, 2, id="minimize"),
        pytest.param(Direction.MAXIMIZE, 1, id="maximize"),
    ],
)
def test_best_obeys_the_direction(direction, index):
    """The best row is the one with the best objective; rows without one do not count."""
    rows = [row(0), row(1, step=5, best=0.9), row(2, step=5, best=0.1), row(3, step=5)]
    assert board(rows, direction).best().index == index


def test_shown_rows_begin_with_running_ones():
    """Running trials come first, then those that changed last, then those to come."""
    rows = [
        row(0, State.DONE, changed=1.0),
        row(1, State.FAILED, changed=2.0),
        row(2, State.RUNNING),
        row(3),
    ]
    assert [r.index for r in board(rows).shown(4)] == [2, 1, 0, 3]
    assert [r.index for r in board(rows).shown(1)] == [2]
    assert board(rows).shown(-3) == []


def test_summary_counts_earlier_trials():
    """The summary counts the whole round, not only this runner's part of it."""
    two = board([row(0, State.DONE, step=100, best=0.25), row(1, State.RUNNING)], planned=10)
    expected = "9 of 10 trials finished, 1 running, best 0.25 at step 100 (trial 0), about 7 s left"
    assert summary(two, 7.0) == expected


def test_lines_are_harmless():
    """Off a terminal hostile text becomes one plain line that any file takes."""
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii", newline="\n")
    LineDisplay(out).say(f"{HOSTILE} £")
    line = raw.getvalue().decode("ascii")
    assert line == ("[red]<b>x</b>[/red]\\x1b[2J \\u202eevil\\ud800 \\xa3\n")


def terminal(width, height):
    """Return a console of that size, and what it prints to."""
    out = Terminal()
    return Console(file=out, width=width, height=height, force_terminal=True), out


def test_table_shows_hostile_text_as_text():
    """On a terminal hostile text is neither markup nor a control sequence."""
    console, out = terminal(120, 30)
    display = LiveDisplay(console)
    with display.live():
        display.say(HOSTILE)
        display.refresh(board([row(0, State.RUNNING, hyperparameters=HOSTILE)]), now=1.0)
    assert out.getvalue().count("[red]<b>x</b>[/red]\\x1b[2J \\u202eevil\\ud800") >= 2
    assert re.search(r"\x1b\[2J|\u202e", out.getvalue()) is None


def test_table_fits_the_terminal():
    """However many trials run, the table is no higher than the terminal, and fills most of it."""
    console, out = terminal(80, 20)
    display = LiveDisplay(console)
    with display.live() as live:
        display.refresh(board([row(i, State.RUNNING) for i in range(100)]), now=1.0)
        assert 15 <= len(console.render_lines(live.renderable, pad=False)) < 20
    assert "100 running" in out.getvalue()


def test_display_follows_the_stream():
    """A terminal gets the table, anything else gets lines."""
    assert isinstance(display_on(Terminal()), LiveDisplay)
    assert isinstance(display_on(io.StringIO()), LineDisplay)
