"""Program: the training program as a child in a session of its own."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from types import FrameType
from typing import Any

from tuneround.spec.model import Scalar
from tuneround.spec.rules.command import PLACEHOLDER
from tuneround.trial.forked import Forked, Started, entry_of
from tuneround.trial.leash import follow

STDERR_TAIL = 8_000
STDERR_CLOSES_SECONDS = 5.0


def rendered(command: Sequence[str], hyperparameters: Mapping[str, Scalar]) -> list[str]:
    """Return `command` with `{name}` replaced by that hyperparameter's value, and `{{` by `{`.

    Booleans are spelled true and false, as in YAML.

    >>> rendered(["train", "--lr={learning_rate}", "{{}}"], {"learning_rate": 0.1})
    ['train', '--lr=0.1', '{}']
    """

    def value(match: re.Match[str]) -> str:
        if match[1] is None:
            return match[0][0]
        found = hyperparameters[match[1]]
        return str(found).lower() if isinstance(found, bool) else str(found)

    return [PLACEHOLDER.sub(value, argument) for argument in command]


class Program:
    """A started training program.

    SIGTERM to this process goes on to the program, once. The end of the program's standard error
    is remembered while it passes through. If this process is killed, so is the program (Linux).
    """

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], *, may_fork: bool = False
    ) -> None:
        """Start `command`.

        Args:
            command: the program and its arguments, no shell in between.
            environment: all of its variables.
            may_fork: whether a Python program may begin as a copy of this process, which must be
                a supervisor and nothing else.

        Raises:
            OSError: it cannot be started.

        """
        self.terminated = False
        """Whether SIGTERM was passed on."""
        previous = signal.signal(signal.SIGTERM, self._forward)
        self._restore: Callable[[], Any] = lambda: signal.signal(signal.SIGTERM, previous)
        self._tail = b""
        self._process: Started | None = None
        entry = entry_of(command, environment) if may_fork else None
        try:
            self._process = Forked(entry, environment) if entry else _started(command, environment)
        except OSError:
            self._restore()
            raise
        if self.terminated:
            self._process.send_signal(signal.SIGTERM)
        assert self._process.stderr is not None
        self._stderr = self._process.stderr
        self._reader = threading.Thread(target=self._pass_on, daemon=True)
        self._reader.start()

    def has_ended(self, within_seconds: float) -> bool:
        """Whether the program ends within so many seconds; it has to be waited for even so."""
        assert self._process is not None
        try:
            self._process.wait(within_seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """End the program with everything in its session at once."""
        assert self._process is not None
        _end_group(self._process.pid)

    def wait(self) -> int:
        """Wait for the program's end; return its exit code, negative for a signal."""
        assert self._process is not None
        code = self._process.wait()
        _end_group(self._process.pid)
        self._reader.join(STDERR_CLOSES_SECONDS)  # a daemon that left the session may hold it open
        if not self._reader.is_alive():
            self._stderr.close()
        self._restore()
        return code

    @property
    def stderr_tail(self) -> str:
        """The end of what the program wrote to standard error."""
        return self._tail.decode(errors="replace")

    def _pass_on(self) -> None:
        while chunk := os.read(self._stderr.fileno(), 65536):
            self._tail = (self._tail + chunk)[-STDERR_TAIL:]
            sys.stderr.buffer.write(chunk)
            sys.stderr.buffer.flush()

    def _forward(self, signum: int, frame: FrameType | None) -> None:
        if not self.terminated:
            self.terminated = True
            if self._process is not None:
                self._process.send_signal(signal.SIGTERM)


def _started(command: Sequence[str], environment: Mapping[str, str]) -> Started:
    parent = os.getpid()
    return subprocess.Popen(
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: follow(parent),
    )


def _end_group(group: int) -> None:
    """Kill what the program left behind in its session, data loaders for example."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
