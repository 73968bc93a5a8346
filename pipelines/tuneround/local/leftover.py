"""Leftover: an embedded server whose owner was killed, and which the next owner ends."""

import json
import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

GRACE_SECONDS = 5.0
POLL_SECONDS = 0.02


def write_state(file: Path, pid: int, port: int) -> None:
    """Write down which process serves, readable by its owner only."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        json.dump({"pid": pid, "port": port}, opened)


def end_leftover(file: Path, marks: tuple[str, ...]) -> None:
    """End the process that `file` names, if it is still that server.

    Args:
        file: what `write_state` wrote; missing or torn means that there is none.
        marks: texts that the server's command line holds. A pid may long belong to another.

    """
    pid = _pid(file)
    if pid is None:
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + GRACE_SECONDS
        if not _is_server(pid, marks):
            break
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        while _is_server(pid, marks) and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
    file.unlink(missing_ok=True)


def _pid(file: Path) -> int | None:
    try:
        pid = json.loads(file.read_text())["pid"]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
    return pid if isinstance(pid, int) and pid > 1 else None


def _is_server(pid: int, marks: tuple[str, ...]) -> bool:
    command = _command_line(pid)
    return all(mark in command for mark in marks)


def _command_line(pid: int) -> str:
    """Return the command line of a process; empty when it is gone (or a zombie)."""
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (FileNotFoundError, ProcessLookupError):
            return ""
    shown = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return shown.stdout
