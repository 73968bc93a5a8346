"""Entry: starts the command, and translates every error once, here.

| exit | meaning |
|---|---|
| 0 | done |
| 1 | the world failed: a store, a process, a bug |
| 2 | the input is wrong; nothing was started |
| 130 | stopped by Ctrl-C |

`tuneround trial` has further ones: docs/architecture.md, "Who does what for one trial".
"""

import io
import os
import sys
from collections.abc import Callable
from typing import NoReturn

from tuneround.errors import TuneroundError
from tuneround.text import visible

INTERRUPTED = 130
EXTRAS = {
    "scipy": "plan",
    "numpy": "plan",
    "polars": "report",
    "matplotlib": "report",
    "jinja2": "report",
    "torch": "train",
    "hera": "kubernetes",
    "kubernetes": "kubernetes",
}
"""Which extra of this distribution brings a library that the base install leaves out."""


def main() -> NoReturn:
    """Run the command line that `sys.argv` holds, and exit."""
    sys.exit(exit_code(_application))


def _application() -> None:
    from tuneround.cli.application import application

    application(prog_name="tuneround")


def exit_code(command: Callable[[], int | None]) -> int:
    """Run `command` and return its exit code; an error becomes its message on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that lacks a character shows its number, rather than ending the command.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _ended(command)
        sys.stdout.flush()  # here, where a closed pipe is still an error that can be caught
    except TuneroundError as error:
        _complain(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        _complain("Stopped by Ctrl-C.")
        return INTERRUPTED
    except BrokenPipeError:
        _silence_standard_output()
        return 1
    except (ModuleNotFoundError, OSError) as error:
        return _lacking(error)
    except Exception:  # noqa: BLE001 - the one place that turns a bug into a report and an exit code
        return _bug()
    else:
        return code


def _lacking(error: ModuleNotFoundError | OSError) -> int:
    """Tell of a library or a file that this machine does not give; anything else is a bug."""
    if isinstance(error, OSError) and error.filename is not None:
        _complain(
            f"A command reads and writes the files it was given; got {error.strerror} for "
            f"{error.filename}. Mend that, or name another place."
        )
    elif isinstance(error, ModuleNotFoundError) and _package(error) in EXTRAS:
        package = _package(error)
        _complain(
            f"This command needs {package}, which the base install leaves out; got an "
            f"environment without it. Run: pip install 'tuneround[{EXTRAS[package]}]'."
        )
    else:
        return _bug()
    return 1


def _package(error: ModuleNotFoundError) -> str:
    return (error.name or "").partition(".")[0]


def _ended(command: Callable[[], int | None]) -> int:
    try:
        return command() or 0
    except SystemExit as ended:  # how the command line's framework ends a command
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)


def _complain(message: str) -> None:
    print(visible(message), file=sys.stderr)


def _bug() -> int:
    import traceback

    from tuneround import __version__

    print(visible(traceback.format_exc()), file=sys.stderr)
    _complain(
        f"This is a bug of tuneround {__version__}. Please report the lines above, with the "
        "command, in the project's issue tracker."
    )
    return 1


def _silence_standard_output() -> None:
    """Keep the interpreter from flushing into the closed pipe once more when it exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
