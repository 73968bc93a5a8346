"""Launcher: the runner's side of the nursery; starts supervisors and learns how they ended."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from tuneround.errors import TuneroundError
from tuneround.local.workdir import RoundPaths

SUPERVISOR = "tuneround.cli.trial"
"""The module behind `tuneround trial`, without the command line's framework."""

PRELOADED = ("tuneround.cli.environment", "tuneround.trial.supervisor")
"""What it imports."""


class StartError(TuneroundError):
    """The machine cannot start a process."""


class Launcher:
    """Starts the supervisors of one round, each in a session of its own, and stops them.

    Use it from the main thread: the nursery ends with the thread that started it.

    Args:
        environment: what every supervisor gets.
        paths: where logs and progress go.

    """

    def __init__(self, environment: Mapping[str, str], paths: RoundPaths) -> None:
        self.paths = paths
        self._environment = environment
        self._nursery: subprocess.Popen[bytes] | None = None
        self._answers = b""
        self._running: set[int] = set()

    def start(self, index: int) -> None:
        """Start trial `index`; what it prints is appended to its log.

        Raises:
            StartError: when there is no process or memory left for the nursery.

        """
        if self._nursery is None:
            self._nursery = self._launch()
        self._running.add(index)
        progress = {"TUNEROUND_PROGRESS_FILE": str(self.paths.progress(index).resolve())}
        log = str(self.paths.log(index).resolve())
        self._ask({"start": index, "log": log, "environment": progress})

    def stop(self) -> None:
        """Ask every running trial to end at its next step boundary."""
        self._signal_all(signal.SIGTERM)

    def kill(self) -> None:
        """End every running supervisor with its training program."""
        self._signal_all(signal.SIGKILL)

    def close(self) -> None:
        """End the nursery."""
        if self._nursery is not None:
            nursery, self._nursery = self._nursery, None
            nursery.communicate()  # its standard input ends, so it does

    @property
    def descriptors(self) -> list[int]:
        """What can be read when a trial may have ended."""
        return [] if self._nursery is None else [_output(self._nursery)]

    @property
    def running(self) -> frozenset[int]:
        """The trials whose end has not been told."""
        return frozenset(self._running)

    def ended(self) -> dict[int, int]:
        """Return trial -> exit code, negative for a signal, for each that has ended since.

        When somebody killed the nursery, the trials ended with it.
        """
        if self._nursery is None:
            return {}
        try:
            while chunk := os.read(_output(self._nursery), 65536):
                self._answers += chunk
        except BlockingIOError:
            *lines, self._answers = self._answers.split(b"\n")
            ends = {end["trial"]: end["code"] for end in map(json.loads, lines)}
        else:
            self.close()
            ends, self._answers = dict.fromkeys(self._running, -signal.SIGKILL), b""
        self._running -= set(ends)
        return ends

    def _signal_all(self, number: int) -> None:
        for index in self._running:
            self._ask({"signal": index, "number": number})

    def _ask(self, request: dict[str, Any]) -> None:
        assert self._nursery is not None and self._nursery.stdin is not None
        try:
            self._nursery.stdin.write(json.dumps(request).encode() + b"\n")
            self._nursery.stdin.flush()
        except BrokenPipeError:
            return  # its output has ended too, so `ended` will tell

    def _launch(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "tuneround.local.nursery", str(os.getpid()), SUPERVISOR]
        try:
            with self.paths.supervisors_log.open("ab") as log:
                nursery = subprocess.Popen(
                    [*command, *PRELOADED],
                    env=dict(self._environment),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    start_new_session=True,
                )
        except OSError as error:
            raise StartError(
                f"The machine must start a process for each running trial; got: {error}. "
                "Lower --parallelism or raise the limit; the same command then resumes."
            ) from error
        os.set_blocking(_output(nursery), False)
        return nursery


def _output(nursery: "subprocess.Popen[bytes]") -> int:
    assert nursery.stdout is not None
    return nursery.stdout.fileno()
