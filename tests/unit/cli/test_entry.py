"""Errors become a message and an exit code, once."""

import os
import subprocess
import sys

import pytest
from tuneround.cli.entry import exit_code
from tuneround.errors import InputError, TuneroundError

UNWANTED = (
    *("torch", "hera", "kubernetes", "boto3", "polars"),
    *("matplotlib", "rich", "pydantic", "scipy"),
)


def raising(error: BaseException):
    """Return a command that raises `error`."""

    def command() -> None:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "code"),
    [(TuneroundError("x"), 1), (InputError("x"), 2), (KeyboardInterrupt(), 130), (OSError(), 1)],
    ids=["world", "input", "ctrl-c", "bug"],
)
def test_each_kind_of_error_has_its_exit_code(error: BaseException, code: int, capfd) -> None:
    """The world's errors exit with 1, the input's with 2, Ctrl-C with 130, bugs with 1."""
    assert exit_code(raising(error)) == code
    assert capfd.readouterr().out == ""


def test_expected_error_is_its_message_without_traceback(capfd) -> None:
    """What a user can act on is said in the error's words alone."""
    exit_code(raising(TuneroundError("The disk has space; got none. Free some.")))
    assert capfd.readouterr().err == "The disk has space; got none. Free some.\n"


def test_bug_shows_its_traceback_and_where_to_report_it(capfd) -> None:
    """An unexpected exception is shown whole, with what to do about it."""
    exit_code(raising(ZeroDivisionError("division by zero")))
    shown = capfd.readouterr().err
    assert "ZeroDivisionError: division by zero" in shown
    assert "issue tracker" in shown


def test_missing_extra_is_named(capfd) -> None:
    """A command that lacks a library says which extra brings it."""
    assert exit_code(raising(ModuleNotFoundError("No module", name="polars"))) == 1
    assert "pip install 'tuneround[report]'" in capfd.readouterr().err


def test_error_message_cannot_steer_the_terminal(capfd) -> None:
    """Control characters in an error message are spelled out."""
    exit_code(raising(TuneroundError("\x1b[2Jgone \u202e reversed\rover")))
    shown = capfd.readouterr().err
    assert shown == "\\x1b[2Jgone \\u202e reversed\\x0dover\n"


def test_exit_code_of_the_command_itself_is_kept() -> None:
    """A command that ends with a code of its own, as a trial does, keeps it."""
    assert exit_code(lambda: 75) == 75
    assert exit_code(raising(SystemExit(143))) == 143
    assert exit_code(raising(SystemExit(None))) == 0


def test_closed_pipe_is_no_error_message() -> None:
    """`tuneround … | head` ends quietly."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tuneround", "--help"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    assert process.wait() == 1
    assert process.stderr.read() == b""
    process.stderr.close()


def test_closed_pipe_is_quiet_for_plain_prints_too() -> None:
    """What Python has buffered when the reader goes away raises nothing at exit."""
    program = (
        "from tuneround.cli.entry import exit_code; raise SystemExit(exit_code(lambda: print(1)))"
    )
    read, write = os.pipe()
    os.close(read)
    ended = subprocess.run(
        [sys.executable, "-c", program], stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert (ended.returncode, ended.stderr) == (1, b"")


def test_help_imports_nothing_heavy() -> None:
    """`tuneround --help` imports neither the libraries of the rooms nor rich."""
    program = (
        "import sys; sys.argv = ['tuneround', '--help']\n"
        "from tuneround.cli import main\n"
        "try: main()\n"
        f"except SystemExit: print([m for m in {UNWANTED!r} if m in sys.modules])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ended.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("statement", "unwanted"),
    [
        ("import tuneround", ("pydantic", "yaml")),
        ("from tuneround import Trial", ("torch", "boto3")),
    ],
    ids=["package", "Trial"],
)
def test_importing_the_package_stays_light(statement: str, unwanted: tuple[str, ...]) -> None:
    """Importing what a training program needs loads neither torch nor boto3."""
    program = f"{statement}; import sys; print([m for m in {unwanted!r} if m in sys.modules])"
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ended.stdout == "[]\n"


def test_terminal_without_a_character_shows_its_number() -> None:
    """An ASCII terminal gets an escape for what it cannot show, and the command goes on."""
    ended = subprocess.run(
        [sys.executable, "-m", "tuneround", "check", "päth.yaml"],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 2
    assert b"p\\xe4th.yaml" in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--version",), 0),
        (("plan",), 2),
        (("plan", "--no-such"), 2),
        (("nonsense",), 2),
        ((), 2),
        (("trial",), 2),
        (("trial", "--index", "0", "--block", "1"), 2),
        (("trial", "--block", "1"), 2),
    ],
    ids=[
        "version",
        "missing file",
        "unknown option",
        "unknown command",
        "nothing",
        "no trial",
        "trial and block",
        "block without size",
    ],
)
def test_usage_errors_exit_with_2(arguments: tuple[str, ...], code: int, tuneround) -> None:
    """A command line that cannot be read starts nothing."""
    finished = tuneround(*arguments)
    assert finished.code == code
    assert "Traceback" not in finished.err
