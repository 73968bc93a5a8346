"""Nursery: a warm process that forks the supervisors of a round.

`python -m tuneround.local.nursery RUNNER_PID MODULE PRELOADED…` imports PRELOADED once. A
supervisor forked from there is MODULE, run as `python -m` does, without the second that its
imports take. The nursery has one thread, which makes forking safe; the runner has more.

Requests come on standard input, one JSON a line:

    {"start": 3, "log": "…/trial-00003.log", "environment": {…}}    {"signal": 3, "number": 15}

and the answer, on standard output, tells the end of one: {"trial": 3, "code": -9}. The runner
means by SIGKILL that the training program ends with its supervisor.
"""

import json
import os
import random
import runpy
import select
import signal
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from tuneround.store.client import open_bucket
from tuneround.store.environment import storage_from_environment
from tuneround.trial.leash import follow

EXIT_NO_FORK = 71
"""EX_OSERR of sysexits.h: the machine has no process left."""


class Nursery:
    """Forks supervisors that run `module`, and tells of their ends."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._trials: dict[int, int] = {}
        """Process id -> trial."""

    def serve(self) -> None:
        """Do what is asked until standard input ends; what still runs then gets SIGTERM."""
        ended, requests = _child_signals(), b""
        while True:
            ready, _, _ = select.select([0, ended], [], [])
            if ended in ready:
                os.read(ended, 4096)
                self._reap()
            if 0 in ready:
                chunk = os.read(0, 65536)
                if not chunk:
                    return
                *lines, requests = (requests + chunk).split(b"\n")
                for line in lines:
                    self._obey(json.loads(line))

    def _obey(self, request: dict[str, Any]) -> None:
        if "start" in request:
            self._start(request)
            return
        for pid, trial in self._trials.items():
            if trial == request["signal"]:
                _send(pid, request["number"])

    def _start(self, request: dict[str, Any]) -> None:
        here = os.getpid()
        try:
            pid = os.fork()
        except OSError as error:
            print(f"trial {request['start']}: {error}", file=sys.stderr, flush=True)
            _answer(request["start"], EXIT_NO_FORK)
            return
        if pid == 0:
            _become(self._module, request, parent=here)
        self._trials[pid] = request["start"]

    def _reap(self) -> None:
        while self._trials:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            _answer(self._trials.pop(pid), os.waitstatus_to_exitcode(status))


def _become(module: str, request: dict[str, Any], parent: int) -> NoReturn:
    """Turn this forked process into the supervisor of `request`."""
    code = 1
    try:
        follow(parent)
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        random.seed()  # else all supervisors draw the same pauses
        _redirect(request["log"])
        os.environ.update(request["environment"])
        sys.argv = [module, "--index", str(request["start"])]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 - the end of a process, told as Python tells it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _redirect(log: str) -> None:
    """Read from nothing, and append everything to `log`."""
    null = os.open(os.devnull, os.O_RDONLY)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for source, target in ((null, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    os.close(null)
    os.close(output)


def _send(pid: int, number: int) -> None:
    programs = _children(pid) if number == signal.SIGKILL else []
    os.kill(pid, number)
    for program in programs:  # each leads a session of its own
        with suppress(ProcessLookupError):
            os.killpg(program, number)


def _children(pid: int) -> list[int]:
    """Return the children of a process, where Linux lists them."""
    found: list[int] = []
    for listing in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):
            found += [int(child) for child in listing.read_text().split()]
    return found


def _answer(trial: int, code: int) -> None:
    os.write(1, json.dumps({"trial": trial, "code": code}).encode() + b"\n")


def _child_signals() -> int:
    """Return a descriptor that can be read when a child has ended."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    return read


def main() -> None:
    """Follow the runner, load what supervisors need, and serve."""
    _, runner, module, *preloaded = sys.argv
    follow(int(runner))
    for name in preloaded:
        import_module(name)
    storage = storage_from_environment()
    if storage is not None:
        open_bucket(storage)  # loads boto3 and its description of S3; asks nothing of the server
    Nursery(module).serve()


if __name__ == "__main__":
    main()
