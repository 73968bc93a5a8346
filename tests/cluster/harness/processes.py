"""Processes that outlive the harness, each remembered by a file and known again by its pid."""

import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from harness.failures import HarnessError
from harness.places import LOGS, STATE
from harness.waiting import until

FOLDER = STATE / "processes"
STOP_SECONDS = 20.0


@dataclass(frozen=True)
class Process:
    """A process of ours: its pid, its command line, and when the kernel says it began."""

    pid: int
    command: list[str]
    settings: dict[str, str]
    began: str

    def alive(self) -> bool:
        """Say whether the pid still is this process, and not another that got its number."""
        return _began(self.pid) == self.began and _command_line(self.pid) == self.command


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    settings: Mapping[str, str] | None = None,
    file: tuple[Path, str] | None = None,
) -> Process:
    """Start a process, or return the one that runs with the same command, settings and file.

    Args:
        name: of its files, `processes/<name>.json` and `log/<name>.log`.
        command: the program's path and its arguments.
        settings: environment variables beside those of the harness.
        file: the configuration that the command names, and its text.

    """
    wanted = [str(part) for part in command]
    running = find(name)
    if running is not None:
        if _holds(file) and running.command == wanted and running.settings == dict(settings or {}):
            return running
        stop(name)
    if file is not None:
        file[0].write_text(file[1], encoding="utf-8")
    FOLDER.mkdir(parents=True, exist_ok=True)
    LOGS.mkdir(parents=True, exist_ok=True)
    pid = _spawn(wanted, {**os.environ, **(settings or {})}, LOGS / f"{name}.log")
    until(  # the kernel shows the new command line a moment after the spawn
        f"{wanted[0]} starts",
        lambda: _command_line(pid) == wanted or _began(pid) is None,
        seconds=10,
        next_step="Try again.",
    )
    process = Process(pid, wanted, dict(settings or {}), _began(pid) or "")
    _file(name).write_text(json.dumps(asdict(process)), encoding="utf-8")
    return process


def find(name: str) -> Process | None:
    """Return the running process of that name, or None."""
    path = _file(name)
    if not path.exists():
        return None
    process = Process(**json.loads(path.read_text(encoding="utf-8")))
    return process if process.alive() else None


def require(name: str) -> None:
    """Check that a process still runs.

    Raises:
        HarnessError: it ended; the message shows the end of its log.

    """
    if find(name) is None:
        log = LOGS / f"{name}.log"
        said = log.read_text(encoding="utf-8", errors="replace")[-3000:] if log.exists() else ""
        raise HarnessError(f"{name} must keep running, and ended. Its log, {log}, ends:\n{said}")


def stop(name: str, number: signal.Signals = signal.SIGTERM) -> None:
    """End the process of that name, by SIGKILL where the signal is not enough, and forget it."""
    process = find(name)
    if process is not None:
        os.kill(process.pid, number)
        try:
            _gone(name, process)
        except HarnessError:
            os.kill(process.pid, signal.SIGKILL)
            _gone(name, process)
    _file(name).unlink(missing_ok=True)


def names() -> list[str]:
    """List the processes that were started and not stopped."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def _holds(file: tuple[Path, str] | None) -> bool:
    if file is None:
        return True
    path, text = file
    return path.exists() and path.read_text(encoding="utf-8") == text


def _gone(name: str, process: Process) -> None:
    until(
        f"{name} (pid {process.pid}) ends",
        lambda: not process.alive(),
        seconds=STOP_SECONDS,
        next_step=f"Look at its log, {LOGS / name}.log.",
    )


def _spawn(command: list[str], environment: Mapping[str, str], log: Path) -> int:
    # posix_spawn: no object of this process waits for the child, which is meant to outlive it.
    append = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    files = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, str(log), append, 0o644),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    sys.stdout.flush()
    return os.posix_spawn(command[0], command, environment, file_actions=files, setsid=True)


def _file(name: str) -> Path:
    return FOLDER / f"{name}.json"


def _began(pid: int) -> str | None:
    """Return the start time that the kernel keeps, in its ticks; None for a dead process."""
    _reap(pid)
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] == "Z" else fields[19]


def _command_line(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").split("\0")[:-1]
    except (FileNotFoundError, ProcessLookupError):
        return []


def _reap(pid: int) -> None:
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return  # not started by this process: whoever adopted it reaps it
