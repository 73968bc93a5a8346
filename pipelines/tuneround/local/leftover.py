"""Leftover: an embedded server whose owner was killed, and which the next owner ends."""

import json
import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from tuneround.store.replacement import replacing

GRACE_SECONDS = 5.0
POLL_SECONDS = 0.02


class OwnedError(Exception):
    """The server still has the owner that started it."""


def write_state(file: Path, pid: int, port: int) -> None:
    """Write down which process serves, and for whom, readable by its owner only.

    Whoever reads meanwhile sees the old file or the new one, never half of it.
    """
    with replacing(file) as opened:
        os.fchmod(opened.fileno(), 0o600)
        opened.write(json.dumps({"pid": pid, "port": port, "owner": os.getpid()}).encode())


def end_leftover(file: Path, marks: tuple[str, ...]) -> None:
    """End the process that `file` names, if it is still that server and has lost its owner.

    Args:
        file: what `write_state` wrote; missing or torn means that there is none.
        marks: texts that the server's command line holds. A pid may long belong to another.

    Raises:
        OwnedError: it is that server, and its owner lives. The message names the owner.

    """
    pid, owner = _state(file)
    if pid is None:
        return
    if _is_server(pid, marks) and _process(pid)[0] == owner:
        raise OwnedError(f"process {owner}")
    for number in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + GRACE_SECONDS
        if not _is_server(pid, marks):
            break
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        while _is_server(pid, marks) and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
    file.unlink(missing_ok=True)


def _state(file: Path) -> tuple[int | None, int | None]:
    try:
        content = json.loads(file.read_text())
        pid, owner = int(content["pid"]), int(content["owner"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None, None
    return (pid, owner) if pid > 1 else (None, None)


def _is_server(pid: int, marks: tuple[str, ...]) -> bool:
    command = _process(pid)[1]
    return all(mark in command for mark in marks)


def _process(pid: int) -> tuple[int | None, str]:
    """Return a process's parent and command line; None and "" when it is gone or a zombie."""
    if not Path("/proc/self/stat").exists():
        return _asked_process(pid)
    folder = Path(f"/proc/{pid}")
    try:
        # The second field, the program's name in parentheses, may hold anything.
        after_name = (folder / "stat").read_text().rpartition(")")[2].split()
        command = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
    except (FileNotFoundError, ProcessLookupError):
        return None, ""
    return int(after_name[1]), command.decode(errors="replace")


def _asked_process(pid: int) -> tuple[int | None, str]:
    asked = ["ps", "-o", "ppid=,command=", "-p", str(pid)]
    shown = subprocess.run(asked, capture_output=True, text=True, check=False)
    parent, _, command = shown.stdout.strip().partition(" ")
    return (int(parent), command) if parent.isdigit() else (None, "")
