"""Processes: the leash, signals, the environment and the loop, with real processes."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from tuneround.local import launcher as launcher_module
from tuneround.local import loop as loop_module
from tuneround.local.board import Board, Row
from tuneround.local.environment import trial_environment
from tuneround.local.keeper import ServerKeeper
from tuneround.local.launcher import Launcher
from tuneround.local.loop import TrialLoop
from tuneround.local.parallelism import core_count, parallelism_here
from tuneround.local.schedule import Backoff, Schedule, State
from tuneround.local.signals import received_signals
from tuneround.local.storage import Place
from tuneround.local.table import LineDisplay
from tuneround.local.workdir import RoundPaths
from tuneround.spec.objective import Direction
from tuneround.spec.round import TuningRound
from tuneround.spec.storage import Storage

LEASHED = """
import os, subprocess, sys
waiting = "import os, signal; from tuneround.trial.leash import follow; follow(int({})); "
waiting = waiting.format(os.getpid()) + "print(os.getpid(), flush=True); signal.pause()"
child = subprocess.Popen([sys.executable, "-c", waiting])
sys.stdin.read()
"""


def wait_for(condition, seconds=20.0):
    """Return the first true value of `condition()`."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "the condition never held"
        time.sleep(0.01)
    return value


def is_gone(pid):
    """Whether the process has ended; a zombie has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_leashed_process_ends_with_its_killed_parent():
    """SIGKILL to the parent ends the child that follows it."""
    parent = subprocess.Popen(
        [sys.executable, "-c", LEASHED], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    child = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    wait_for(lambda: is_gone(child))


def test_leashed_process_ends_when_its_parent_is_gone_already():
    """A process that finds another parent than the one it was started for ends at once."""
    follow = "from tuneround.trial.leash import follow; follow(1)"
    assert subprocess.run([sys.executable, "-c", follow], check=False).returncode == -15


def test_deferred_stops_are_counted_and_wake_the_wait():
    """A request to stop ends the wait; deferred it is counted, otherwise it is an exception."""
    with received_signals() as signals:
        with signals.deferred():
            threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGTERM)).start()
            signals.wait(30.0)
            assert signals.stops == [signal.SIGTERM]
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signals.exit_code == 143


def test_signals_are_given_back():
    """Handlers are what they were before."""
    before = [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)]
    with received_signals():
        assert signal.getsignal(signal.SIGTERM) is not before[1]
    assert [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)] == before


def a_round(**trainer):
    return TuningRound.model_validate(
        {
            "apiVersion": "tuneround.dev/v1alpha1",
            "kind": "TuningRound",
            "metadata": {"name": "r1"},
            "spec": {
                "study": "a/b",
                "goal": "Which?",
                "objective": {"metric": "valid/loss", "direction": "minimize"},
                "trainer": {"command": ["python", "-m", "this"], **trainer},
                "budget": {"trials": 4, "parallelism": 64, "steps": 10, "evaluateEvery": 5},
                "hyperparameters": {"nuisance": [{"name": "rate", "min": 0.1, "max": 1.0}]},
            },
        }
    )


def test_environment_names_round_and_storage(tmp_path):
    """A trial gets its round, the storage and nothing of another storage; `python` is ours."""
    base = {"PATH": "/usr/bin", "TUNEROUND_ENDPOINT": "http://old:1", "KEPT": "1"}
    paths = RoundPaths(tmp_path)
    made = trial_environment(base, a_round(), Place(Storage(bucket="weights")), paths)
    assert "TUNEROUND_ENDPOINT" not in made
    assert made["TUNEROUND_BUCKET"] == "weights"
    assert (made["TUNEROUND_STUDY"], made["TUNEROUND_ROUND"], made["KEPT"]) == ("a/b", "r1", "1")
    assert made["PATH"] == f"{Path(sys.executable).parent}{os.pathsep}/usr/bin"


@pytest.mark.parametrize(
    ("trainer", "wanted", "count", "remarked"),
    [
        pytest.param({}, 7, 7, False, id="asked-for"),
        pytest.param({}, None, core_count(), True, id="cores"),
        pytest.param({"threads": 1000}, None, 1, True, id="at-least-one"),
    ],
)
def test_parallelism_follows_cores_and_threads(trainer, wanted, count, remarked):
    """As many trials as cores hold, never more than asked for, and a remark when it is fewer."""
    found, remark = parallelism_here(a_round(**trainer).spec, wanted)
    assert (found, bool(remark)) == (count, remarked)


SUPERVISOR = """
import os, signal, sys, time
index, folder = sys.argv[2], os.environ["FOLDER"]
life = len([n for n in os.listdir(folder) if n.startswith(index + "-")])
open(os.path.join(folder, f"{index}-{life}"), "w").close()

def stay(answer):
    signal.signal(signal.SIGTERM, answer)
    print(os.getpid(), flush=True)
    time.sleep(60)
match os.environ["ACT_" + index].split(",")[life:][:1]:
    case ["kill"]: os.kill(os.getpid(), signal.SIGKILL)
    case ["wait"]: stay(lambda *_: os._exit(143))
    case ["stubborn"]: stay(signal.SIG_IGN)
    case [code]: sys.exit(int(code))
"""


@dataclass
class Scene:
    """A loop over real processes that do what `acts` says, life by life."""

    loop: TrialLoop
    out: io.StringIO

    def states(self):
        return [trial.state for trial in self.loop.schedule.trials.values()]

    def pid(self, index):
        """Return the pid that a waiting supervisor has printed, else None."""
        log = self.loop.launcher.paths.log(index)
        return int(log.read_text() or 0) if log.exists() else None


@pytest.fixture
def scene(tmp_path, monkeypatch):
    """Return a maker of scenes whose supervisors are small scripts."""
    (tmp_path / "acting_supervisor.py").write_text(SUPERVISOR)
    monkeypatch.setattr(launcher_module, "SUPERVISOR", "acting_supervisor")
    monkeypatch.setattr(launcher_module, "PRELOADED", ())
    paths, out = RoundPaths(tmp_path / "round"), io.StringIO()
    paths.create()
    (tmp_path / "lives").mkdir()

    def make(signals, acts, retries=1):
        environment = {
            **os.environ,
            "PYTHONPATH": str(tmp_path),
            "FOLDER": str(tmp_path / "lives"),
            **{f"ACT_{i}": act for i, act in enumerate(acts)},
        }
        schedule = Schedule.of(range(len(acts)), parallelism=2, retries=retries)
        schedule.backoff = Backoff(first_seconds=0.01)
        rows = {i: Row(i, "rate=0.1") for i in range(len(acts))}
        board = Board(rows, len(acts), Direction.MINIMIZE, started=time.monotonic())
        display = LineDisplay(out)
        loop = TrialLoop(
            schedule,
            board,
            Launcher(environment, paths),
            display,
            signals,
            ServerKeeper(None, display.say),
        )
        return Scene(loop, out)

    return make


def test_loop_retries_and_goes_on(scene):
    """A killed trial is retried and a failed one is not; whatever one does, the others go on."""
    with received_signals() as signals:
        played = scene(signals, ["0", "kill,0", "3", "75,75", "0"])
        played.loop.run()
    assert played.states() == [
        State.DONE,
        State.DONE,
        State.FAILED,
        State.EXHAUSTED,
        State.DONE,
    ]
    said = played.out.getvalue()
    assert "Trial 1 was interrupted (SIGKILL): waiting for retry" in said
    assert "Trial 1 starts again (retry 1 of 1)" in said
    assert "Trial 2 failed" in said
    assert "Trial 3 is out of retries (exit 75)" in said


def test_killed_nursery_interrupts_its_trials(scene):
    """When the supervisors' parent is killed they end, and are tried again from another."""
    with received_signals() as signals:
        played = scene(signals, ["wait,0", "0"])

        def kill_parent():
            pid = wait_for(lambda: played.pid(0))
            stat = Path(f"/proc/{pid}/stat").read_text()
            os.kill(int(stat.rpartition(")")[2].split()[1]), signal.SIGKILL)
            wait_for(lambda: is_gone(pid))

        thread = threading.Thread(target=kill_parent)
        thread.start()
        played.loop.run()
        thread.join()
    assert played.states() == [State.DONE, State.DONE]
    assert "Trial 0 starts again" in played.out.getvalue()


def stop_when(condition, *numbers):
    """Send ourselves `numbers` from a thread, each once its condition holds."""

    def send():
        wait_for(condition)
        for number in numbers:
            os.kill(os.getpid(), number)

    thread = threading.Thread(target=send)
    thread.start()
    return thread


def test_stop_lets_running_trials_end(scene):
    """A stop starts nothing more and passes SIGTERM on."""
    with received_signals() as signals:
        played = scene(signals, ["wait", "wait", "0"])
        thread = stop_when(lambda: played.pid(0) and played.pid(1), signal.SIGINT)
        played.loop.run()
        thread.join()
    assert played.states() == [State.STOPPED, State.STOPPED, State.PENDING]
    assert "Stopping: 2 running trials end at their next step boundary" in played.out.getvalue()


def test_second_stop_kills(scene):
    """A trial that ignores the first stop does not survive the second."""
    with received_signals() as signals:
        played = scene(signals, ["stubborn"])
        first = stop_when(lambda: played.pid(0), signal.SIGINT)
        second = stop_when(lambda: "Stopping" in played.out.getvalue(), signal.SIGINT)
        played.loop.run()
        first.join()
        second.join()
    assert played.states() == [State.STOPPED]


def test_failing_loop_leaves_no_process(scene, monkeypatch):
    """When the runner itself fails, its trials are ended before the error goes on."""
    monkeypatch.setattr(loop_module, "GRACE_SECONDS", 0.2)
    with received_signals() as signals:
        played = scene(signals, ["stubborn"])

        def fail(board, now):
            wait_for(lambda: played.pid(0))
            raise RuntimeError("the display broke")

        played.loop.display.refresh_seconds = 1.0
        monkeypatch.setattr(played.loop.display, "refresh", fail)
        with pytest.raises(RuntimeError, match="the display broke"):
            played.loop.run()
    assert is_gone(played.pid(0))
