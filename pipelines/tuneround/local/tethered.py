"""Tethered: a process that ends together with this one, whichever of its threads started it."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from threading import Thread

from tuneround.local import tether

Process = subprocess.Popen[bytes]


def start_tethered(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Process:
    """Start `command` in a session of its own, its output in `log`.

    Linux ends it when the *thread* that started it ends, so that thread is one of our own, which
    waits for it. Elsewhere the process may outlive a killed owner.

    Raises:
        OSError: when it cannot be started.

    """
    started: Future[Process] = Future()

    def keep() -> None:
        try:
            process = _start(command, environment, log)
        except OSError as error:
            started.set_exception(error)
            return
        started.set_result(process)
        process.wait()

    Thread(target=keep, name="tuneround-tether", daemon=True).start()
    return started.result()


def _start(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Process:
    launcher = [sys.executable, "-I", str(tether.__file__), str(os.getpid())]
    with log.open("wb") as output:
        return subprocess.Popen(
            [*launcher, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=dict(environment),
            start_new_session=True,  # Ctrl-C is for the trials; they still have to write
        )
