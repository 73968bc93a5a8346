"""How the progress of a Workflow is shown."""

import os
import pty

import pytest
from tuneround.cli.following import shown
from tuneround.cluster.following import Away
from tuneround.cluster.progress import Progress

STATES = [
    Progress("Pending", 4, 0, 0, 0),
    Progress("Running", 4, 0, 1, 0),
    Progress("Running", 4, 1, 1, 0),
    Away("The API server answers. \x1b[2JGot nothing."),
    Progress("Running", 4, 2, 0, 1),
    Progress("Succeeded", 4, 4, 0, 1),
]


def everything(controller: int) -> str:
    """Return what was written to a terminal that is closed by now."""
    parts = []
    with os.fdopen(controller, "rb", buffering=0) as screen:
        try:
            while part := screen.read(1 << 12):
                parts.append(part)
        except OSError:  # how Linux says that the other end is closed
            return b"".join(parts).decode()
    return b"".join(parts).decode()


def test_log_gets_a_line_when_the_phase_changes(capfd: pytest.CaptureFixture[str]) -> None:
    """Where nobody watches, news is said once, and what a server wrote cannot steer a terminal."""
    assert shown("digits-r1", iter(STATES)) == STATES[-1]
    said = capfd.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "digits-r1: Pending: 0 of 4 trials over, 0 training",
        "digits-r1: Running: 0 of 4 trials over, 1 training",
        r"digits-r1: The API server answers. \x1b[2JGot nothing.",
        "digits-r1: Succeeded: 4 of 4 trials over, 0 training, failed pods: 1",
    ]


def test_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal one line shows the trials, and stays when the Workflow has ended."""
    controller, terminal = pty.openpty()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with os.fdopen(terminal, "w") as stderr:
        monkeypatch.setattr("sys.stderr", stderr)
        assert shown("digits-r1", iter(STATES)) == STATES[-1]
    drawn = everything(controller)
    assert "digits-r1 Succeeded: 4 of 4 trials over, 0 training, failed pods: 1" in drawn
    assert "\x1b[2J" not in drawn
