"""A program that begins as a copy of its supervisor behaves as one started from nothing."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks programs")
pytestmark = LINUX

SUPERVISOR = """
import os, sys, json, signal
from tuneround.trial.program import Program
command = json.loads(sys.argv[1])
signal.signal(signal.SIGINT, signal.SIG_IGN if "nohup" in sys.argv else signal.default_int_handler)
program = Program(command, {**os.environ, "GIVEN": "yes"}, may_fork=sys.argv[2] == "fork")
started = type(program._process).__name__
code = program.wait()
print(json.dumps({"code": code, "tail": program.stderr_tail, "started": started}))
"""


def supervised(
    how: str, *command: str, cwd: Path | None = None, nohup: bool = False
) -> tuple[int, str, str, str]:
    """Return a program's exit code, output, end of standard error, and how it was started."""
    import json

    ended = subprocess.run(
        [sys.executable, "-c", SUPERVISOR, json.dumps(command), how, *["nohup"] * nohup],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        check=True,
    )
    *output, said = ended.stdout.splitlines()
    told = json.loads(said)
    return told["code"], "\n".join(output), told["tail"], told["started"]


SHOWN = """
import os, sys, signal, threading, __main__
print(sys.argv, repr(sys.path[0]), __name__, os.environ["GIVEN"], len(os.environ))
print(signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT).__name__)
print(os.getpid() == os.getsid(0), threading.active_count(), sys.stdin.read() == "")
print(__main__.__dict__ is globals(), signal.pthread_sigmask(signal.SIG_BLOCK, []))
"""

PROGRAMS = {
    "code": ["-c", SHOWN, "a", "--b"],
    "script": ["shown.py", "a", "--b"],
    "module": ["-m", "shown", "a", "--b"],
    "package": ["-m", "shown_package", "x"],
    "exit code": ["-c", "raise SystemExit(143)"],
    "exit text": ["-c", "raise SystemExit('no luck')"],
    "exit nothing": ["-c", "import sys; sys.exit()"],
    "exception": ["-c", "def f():\n    raise ValueError('odd')\nf()"],
    "exception in a script": ["fails.py"],
    "no such module": ["-m", "no_such_module_at_all"],
    "at exit": ["-c", "import atexit; atexit.register(print, 'bye'); print('hello')"],
    "thread": ["-c", "import threading as t, time; t.Timer(0.1, print, ['late']).start()"],
    "signal": ["-c", "import os, signal; os.kill(os.getpid(), signal.SIGTERM)"],
    "finalizer": [
        "-c",
        "import tempfile, weakref\nclass A: pass\na = A()\nweakref.finalize(a, print, 'final')",
    ],
    "pickled main": [
        "-c",
        "import pickle\nclass A:\n    x = 1\nprint(pickle.loads(pickle.dumps(A())).x)",
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the programs that are files."""
    (tmp_path / "shown.py").write_text(SHOWN)
    (tmp_path / "fails.py").write_text("def f():\n    1 / 0\nf()\n")
    (tmp_path / "shown_package").mkdir()
    (tmp_path / "shown_package" / "__init__.py").write_text("value = 7")
    (tmp_path / "shown_package" / "__main__.py").write_text(
        "import sys\nfrom shown_package import value\nprint(value, sys.argv[1:], __package__)"
    )
    return tmp_path


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_fork_is_no_different(name: str, folder: Path) -> None:
    """Exit code, output and the end of standard error are those of a plain start."""
    command = ["python", *PROGRAMS[name]]
    forked = supervised("fork", *command, cwd=folder)
    plain = supervised("start", *command, cwd=folder)
    assert (forked[3], plain[3]) == ("Forked", "Popen")
    assert forked[:2] == plain[:2]
    wanted = [line for line in plain[2].splitlines() if "frozen runpy" not in line]
    told = [line for line in forked[2].splitlines() if "runpy" not in line]
    if name == "no such module":
        assert "no_such_module_at_all" in forked[2]
    else:
        assert [line.strip(" ^~") for line in told] == [line.strip(" ^~") for line in wanted]


def test_a_fork_ignores_what_its_supervisor_was_told_to_ignore() -> None:
    """Ctrl-C in the foreground does not reach a program whose supervisor runs in the background."""
    command = ["python", "-c", "import signal; print(signal.getsignal(signal.SIGINT))"]
    forked, plain = (supervised(how, *command, nohup=True) for how in ("fork", "start"))
    assert forked[:2] == plain[:2] == (0, str(signal.SIG_IGN))


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["python", "-O", "-c", "pass"], id="options of its own"),
        pytest.param(["true"], id="no Python"),
        pytest.param(["/usr/bin/env", "python", "-c", "pass"], id="through env"),
    ],
)
def test_others_are_started_from_nothing(command: list[str]) -> None:
    """What a fork cannot be is not forked."""
    assert supervised("fork", *command) == (0, "", "", "Popen")


def test_the_switch_turns_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """TUNEROUND_FORK=0 starts every program from nothing."""
    monkeypatch.setenv("TUNEROUND_FORK", "0")
    assert supervised("fork", "python", "-c", "pass")[3] == "Popen"


def test_a_process_with_threads_does_not_fork() -> None:
    """A lock that another thread holds would stay locked in the copy."""
    threaded = (
        "import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()"
    )
    command = f"{threaded}\n{SUPERVISOR}"
    ended = subprocess.run(
        [sys.executable, "-c", command, '["python", "-c", "pass"]', "fork"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert '"started": "Popen"' in ended.stdout


def test_a_forked_program_ends_with_its_killed_supervisor() -> None:
    """SIGKILL of the supervisor sends SIGTERM to the program."""
    waiting = "import os, sys, time; print(os.getpid(), flush=True); time.sleep(60)"
    command = [sys.executable, "-c", SUPERVISOR, f'["python", "-c", "{waiting}"]', "fork"]
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as one:
        assert one.stdout is not None
        pid = int(one.stdout.readline())
        handle = os.pidfd_open(pid)
        one.kill()
        import select

        assert select.select([handle], [], [], 10)[0], "the program outlived its supervisor"
        os.close(handle)


def test_sigterm_is_passed_on_to_a_fork(tmp_path: Path) -> None:
    """The program's own handler answers, once."""
    program = textwrap.dedent("""
        import os, signal, sys, time
        def handler(number, frame):
            os.write(1, b"told\\n")  # the signal may come while a print returns
            sys.exit(143)
        signal.signal(signal.SIGTERM, handler)
        os.write(1, b"ready\\n")
        time.sleep(60)
    """)
    (tmp_path / "waits.py").write_text(program)
    command = [sys.executable, "-c", SUPERVISOR, '["python", "waits.py"]', "fork"]
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment, cwd=tmp_path
    ) as one:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
        one.send_signal(signal.SIGTERM)
        rest = one.stdout.read()
    assert rest.startswith("told\n") and '"code": 143' in rest and "Forked" in rest
