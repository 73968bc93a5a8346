"""Forked: a Python training program begun as a fork of its supervisor: docs/decisions/0009.

Starting Python and importing what the Trial and its S3 client need costs as much as a short
training. A supervisor has imported all that, so its copy goes on as the program, just as
`python -m MODULE`, `python -c CODE` or `python SCRIPT` would have begun it.
"""

import atexit
import os
import runpy
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from select import select
from types import ModuleType, TracebackType
from typing import IO, Any, NoReturn, Protocol

from tuneround.trial.leash import follow

SWITCH = "TUNEROUND_FORK"
"""Set to 0 in the environment, every program is started from nothing."""


class Started(Protocol):
    """A started process, as far as a supervisor needs it; subprocess.Popen is one."""

    @property
    def pid(self) -> int:
        """Its number."""

    @property
    def stderr(self) -> IO[bytes] | None:
        """Where its standard error can be read."""

    def wait(self, timeout: float | None = None) -> int:
        """Return its exit code once it has ended."""

    def send_signal(self, sig: int) -> None:
        """Send it a signal."""


@dataclass(frozen=True)
class Entry:
    """Where a Python program begins.

    Attributes:
        arguments: what `sys.argv` holds at first.
        folder: what stands first on `sys.path`.
        enter: runs the program to its end.

    """

    arguments: list[str]
    folder: str
    enter: Callable[[], object]


def entry_of(command: Sequence[str], environment: Mapping[str, str]) -> Entry | None:
    """Return where a fork of this process enters `command`; None: it must be started anew.

    Forked are programs of this very interpreter without options of its own, while this process
    has one thread: a thread that is not copied may hold a lock that is.
    """
    if not _may_fork(environment) or not _is_this_python(command[0], environment):
        return None
    match list(command[1:]):
        case ["-m", module, *rest]:
            return Entry([module, *rest], str(Path.cwd()), lambda: _run_module(module))
        case ["-c", code, *rest]:
            return Entry(["-c", *rest], "", lambda: _run_code(code))
        case [script, *_] if not script.startswith("-") and Path(script).is_file():
            folder = str(Path(script).resolve().parent)
            file = Path(script).absolute()
            return Entry(list(command[1:]), folder, lambda: _run_script(file))
    return None


def _may_fork(environment: Mapping[str, str]) -> bool:
    if sys.platform != "linux" or environment.get(SWITCH) == "0":
        return False
    own = {k: v for k, v in os.environ.items() if k.startswith("PYTHON")}
    theirs = {k: v for k, v in environment.items() if k.startswith("PYTHON")}
    return own == theirs and len(list(Path("/proc/self/task").iterdir())) == 1


def _is_this_python(program: str, environment: Mapping[str, str]) -> bool:
    found = shutil.which(program, path=environment.get("PATH"))
    if found is None:
        return False
    # A virtual environment's python is a link; which one it is, its folder says.
    in_folder = Path(found).absolute().parent == Path(sys.executable).absolute().parent
    return in_folder and Path(found).samefile(sys.executable)


def _run_module(name: str) -> object:
    return runpy.run_module(name, run_name="__main__", alter_sys=True)


def _run_script(path: Path) -> None:
    _run_main(path.read_bytes(), str(path), __file__=str(path))


def _run_code(code: str) -> None:
    _run_main(code, "<string>")


def _run_main(source: str | bytes, name: str, **attributes: str) -> None:
    main = sys.modules["__main__"] = ModuleType("__main__")
    main.__dict__.update(attributes)
    exec(compile(source, name, "exec"), main.__dict__)


class Forked:
    """A fork of this process that became a training program."""

    def __init__(self, entry: Entry, environment: Mapping[str, str]) -> None:
        """Fork. Raises OSError when the machine has no process left."""
        _preload()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()  # else the copy would write it a second time
        parent, (read, write) = os.getpid(), os.pipe()
        # SIGTERM waits until it means the program, and not this process's handler in the copy.
        waiting = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGINT])
        try:
            self.pid = os.fork()
            if self.pid == 0:
                _become(entry, environment, write, parent)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, waiting)
            os.close(write)
        self.stderr = os.fdopen(read, "rb", buffering=0)
        self._handle = os.pidfd_open(self.pid)
        self._code: int | None = None

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code, negative for a signal, as subprocess.Popen does.

        Raises:
            subprocess.TimeoutExpired: it has not ended in `timeout` seconds.

        """
        if self._code is None:
            if not select([self._handle], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("fork", timeout or 0.0)
            self._code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
            os.close(self._handle)
        return self._code

    def send_signal(self, sig: int) -> None:
        """Send a signal, unless the program is known to have ended."""
        if self._code is None:
            os.kill(self.pid, sig)


def _preload() -> None:
    """Import what every program that has a Trial imports, so that its copies share it."""
    import tuneround.trial.environment
    import tuneround.trial.trial  # noqa: F401


def _answer(signum: int, handler: Any) -> None:
    """Answer a signal as a new interpreter does, which goes on to ignore what is ignored."""
    if signal.getsignal(signum) is not signal.SIG_IGN:
        signal.signal(signum, handler)


def _become(entry: Entry, environment: Mapping[str, str], stderr: int, parent: int) -> NoReturn:
    """Turn this copy into the program; it never returns to what the supervisor was doing."""
    code = 1
    try:
        os.setsid()
        _redirect(stderr)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = list(entry.arguments)
        if not sys.flags.safe_path:
            sys.path[0] = entry.folder
        _answer(signal.SIGTERM, signal.SIG_DFL)
        _answer(signal.SIGINT, signal.default_int_handler)
        follow(parent)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM, signal.SIGINT])
        code = _ended(entry)
        # What the interpreter does at its end, and multiprocessing for its forks.
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _ended(entry: Entry) -> int:
    """Run the program, and return its exit code as Python would."""
    try:
        entry.enter()
    except SystemExit as ended:
        if ended.code is None or isinstance(ended.code, int):
            return (ended.code or 0) & 0xFF
        print(ended.code, file=sys.stderr)
        return 1
    except BaseException as error:  # noqa: BLE001 - the end of a program, told as Python tells it
        told = error.with_traceback(_below_us(error.__traceback__))
        sys.excepthook(type(told), told, told.__traceback__)
        return 1
    return 0


def _below_us(frames: TracebackType | None) -> TracebackType | None:
    """Return the frames below this file's own."""
    while frames is not None and frames.tb_frame.f_code.co_filename == __file__:
        frames = frames.tb_next if frames is not None else None
    return frames


def _redirect(stderr: int) -> None:
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(stderr, 2)
    os.close(null)
    os.close(stderr)
