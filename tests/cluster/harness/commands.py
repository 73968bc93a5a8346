"""Running a command to its end."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from harness.failures import HarnessError

SHOWN_CHARACTERS = 4000  # of what a failed command said


def output(
    command: Sequence[str | Path],
    *,
    stdin: str | None = None,
    environment: Mapping[str, str] | None = None,
    directory: Path | None = None,
) -> str:
    """Return what a command writes to its standard output.

    Raises:
        HarnessError: the command is absent or ends in another way than with 0.

    """
    try:
        done = subprocess.run(
            command,
            input=stdin,
            env=environment,
            cwd=directory,
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise HarnessError(f"The command {command[0]} is needed and absent. Install it.") from error
    if done.returncode != 0:
        said = (done.stderr + done.stdout)[-SHOWN_CHARACTERS:].strip()
        line = " ".join(map(str, command))
        raise HarnessError(f"A command ended with {done.returncode}: {line}\n{said}")
    return done.stdout
