"""Processes: one supervisor for each running trial, and the environment it gets."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tuneround.errors import TuneroundError
from tuneround.local.storage import Place
from tuneround.local.workdir import RoundPaths
from tuneround.spec.round import TuningRound
from tuneround.store.environment import VARIABLES, environment_of, round_prefix
from tuneround.store.patience import PATIENCE

SUPERVISOR = "tuneround.cli.trial"
"""The module behind `tuneround trial`, without the command line's framework."""


SHADOWING = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
"""Would lead boto3 past the embedded server's credentials."""

TRIAL_PATIENCE_SECONDS = "15"
"""The runner restarts its server sooner; the trials of a killed runner do not wait longer."""


class StartError(TuneroundError):
    """The machine cannot start a process."""


@dataclass(frozen=True)
class Launcher:
    """Starts the trials of one round.

    Attributes:
        environment: what every supervisor gets; `trial_environment` makes it.
        paths: where logs and progress go.

    """

    environment: Mapping[str, str]
    paths: RoundPaths

    def start(self, index: int) -> "TrialProcess":
        """Start trial `index` in a session of its own; what it prints is appended to its log.

        Call it from the main thread: the trial ends with the thread that started it.

        Raises:
            StartError: when there is no process, memory or file left for it.

        """
        command = [sys.executable, "-m", "tuneround.local.leash", str(os.getpid()), SUPERVISOR]
        progress = {"TUNEROUND_PROGRESS_FILE": str(self.paths.progress(index).resolve())}
        try:
            with self.paths.log(index).open("ab") as log:
                process = subprocess.Popen(
                    [*command, "--index", str(index)],
                    env={**self.environment, **progress},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
        except OSError as error:
            raise StartError(
                f"The machine must start a process for each running trial; trial {index} got: "
                f"{error}. Lower --parallelism or raise the limit; the same command then resumes."
            ) from error
        return TrialProcess(index, process)


@dataclass(frozen=True)
class TrialProcess:
    """A running supervisor."""

    index: int
    process: "subprocess.Popen[bytes]"

    def exit_code(self) -> int | None:
        """Return the exit code, negative for a signal; None while it runs."""
        return self.process.poll()

    def stop(self) -> None:
        """Ask the trial to end at its next step boundary."""
        self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the supervisor and its training program at once."""
        programs = _children(self.process.pid)
        self.process.kill()
        self.process.wait()
        for program in programs:  # each leads a session of its own
            with suppress(ProcessLookupError):
                os.killpg(program, signal.SIGKILL)


def _children(pid: int) -> list[int]:
    """Return the children of a process, where Linux lists them."""
    found: list[int] = []
    for listing in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):
            found += [int(child) for child in listing.read_text().split()]
    return found


def trial_environment(
    base: Mapping[str, str], round_: TuningRound, place: Place, paths: RoundPaths
) -> dict[str, str]:
    """Return the environment of a round's supervisors, made from the runner's own, `base`.

    `python` in `trainer.command` is the interpreter that runs tuneround: its folder leads PATH.
    """
    embedded = place.server is not None
    left_out = {*VARIABLES.values(), *(SHADOWING if embedded else ())}
    folder = str(Path(sys.executable).parent)
    return {
        **{name: value for name, value in base.items() if name not in left_out},
        "PATH": os.pathsep.join((folder, base.get("PATH", os.defpath))),
        "PYTHONUNBUFFERED": "1",
        "TUNEROUND_STUDY": round_.spec.study,
        "TUNEROUND_ROUND": round_.name,
        "TUNEROUND_SCRATCH": str(paths.scratch.resolve()),
        **environment_of(place.storage),
        # A supervisor knows the round's names, and not the namespace that the default depends on.
        "TUNEROUND_PREFIX": round_prefix(round_, place.storage),
        **place.credentials,
        **({PATIENCE: base.get(PATIENCE, TRIAL_PATIENCE_SECONDS)} if embedded else {}),
    }
