"""Commands, run inside the test's own process."""

import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO

import pytest
from tuneround.cli import main


@dataclass(frozen=True)
class Finished:
    """A command that has ended."""

    code: int
    out: str
    err: str


def command_line(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Finished]:
    """Return what runs `tuneround` with the given arguments, and without its variables."""
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("STUDY", "ROUND", "BUCKET", "ENDPOINT", "PREFIX", "REGION", "WORKDIR"):
        monkeypatch.delenv(f"TUNEROUND_{name}", raising=False)

    def run(*arguments: object) -> Finished:
        monkeypatch.setattr(sys, "argv", ["tuneround", *map(str, arguments)])
        out, err = StringIO(), StringIO()
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
            main()
        return Finished(int(ended.value.code or 0), out.getvalue(), err.getvalue())

    return run
