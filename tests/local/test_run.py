"""`tuneround run` with a real server and real processes: run, stop, resume, kill, extend."""

import re
import signal

import pytest
from local_rounds import (
    CONTROL,
    finish,
    is_gone,
    kill,
    server_pid,
    trainings,
    tree,
    wait_for,
)

pytestmark = pytest.mark.server

BROKEN = """
import sys
if sys.argv[1] == "broken":
    import no_such_module_anywhere
from tuneround import Trial
with Trial.from_environment() as trial:
    for step in trial.steps():
        if trial.evaluation_due:
            trial.evaluate({"valid/loss": 1 / step})
"""

RAISING = r"""
from tuneround import Trial
with Trial.from_environment() as trial:
    raise ValueError("\x1b[2J\u202e<i>")
"""


def test_run_again_and_extend(local_round):
    """A round runs; again, nothing happens; with more trials it is extended and nothing moves."""
    round_ = local_round()
    said = round_.run()
    first = round_.result
    assert first.counts["completed"] == first.counts["planned"] == 2
    assert "writes to s3://tuneround/tuneround/default/local/r1/" in said
    assert f"Verdict: {first.verdict}" in said
    assert re.search(rf"^Best: valid/loss {first.best.value:.6g} at step 4 of trial \d", said, re.M)

    attempts = [round_.attempts(index) for index in range(2)]
    assert "2 of 2 trials have ended already." in round_.run()
    assert round_.result == first
    assert [round_.attempts(index) for index in range(2)] == attempts

    round_.write(budget={"trials": 3})
    assert "2 of 3 trials have ended already." in round_.run()
    assert [round_.attempts(index) for index in range(2)] == attempts
    assert round_.result.counts["completed"] == 3

    round_.write(budget={"trials": 3, "steps": 6})
    assert "steps: 4 -> 6" in round_.run(code=2)


def test_hostile_text_stays_text(local_round):
    """What others wrote reaches a pipe without control characters and the keys without slashes."""
    hostile = "<b>x</b> ../../etc 'quoted' " + "y" * 200
    round_ = local_round(
        RAISING,
        study=hostile,
        goal=hostile,
        hyperparameters={"fixed": [{"name": "kind", "value": f"[red]{hostile}[/red]"}]},
        budget={"trials": 1},
    )
    said = round_.run(code=1)
    assert CONTROL.search(said) is None
    assert f"study {hostile}: {hostile}\n" in said
    assert "failed: ValueError: \\x1b[2J\\u202e<i>" in said
    studies = round_.workdir / "s3" / "tuneround" / "tuneround" / "default"
    assert len(list(studies.iterdir())) == len(list((round_.workdir / "rounds").iterdir())) == 1


def test_second_runner_is_refused_and_a_stop_resumes(local_round):
    """A second runner ends at once; Ctrl-C ends at a step boundary; the same command goes on."""
    round_ = local_round(budget={"steps": 100, "evaluateEvery": 50})
    holds = [round_.hold(0, step) for step in range(3, 101)]
    runner = round_.start()
    program = round_.held(0)

    refused = round_.run(code=1)
    assert f"process {runner.pid}" in refused and "--workdir" in refused

    runner.send_signal(signal.SIGINT)
    while not is_gone(program):  # one step after the other, until the signal has arrived
        before = round_.held_since(0)
        holds.pop(0).unlink()
        wait_for(lambda: is_gone(program) or round_.held_since(0) not in (None, before))  # noqa: B023 - waited for right here
    said = finish(runner, code=130)
    assert f"Go on with: tuneround run {round_.file} --workdir {round_.workdir}" in said
    assert len(round_.attempts(0)) == 1
    assert not (round_.bucket / "result.json").exists()

    for hold in holds:
        hold.unlink()
    round_.run()
    assert len(round_.attempts(0)) == 2
    assert round_.result.counts["completed"] == 2


def test_killed_program_is_tried_again(local_round):
    """A training program that is killed is interrupted, and the next attempt finishes."""
    round_ = local_round()
    hold = round_.hold(1, step=3)
    runner = round_.start()
    kill(round_.held(1))
    hold.unlink()
    said = finish(runner)
    assert "Trial 1 was interrupted (exit 75): waiting for retry" in said
    assert "Trial 1 starts again (retry 1 of 3)" in said
    assert len(round_.attempts(1)) == 2
    assert round_.result.counts["completed"] == 2


def test_program_that_cannot_start_fails_and_others_go_on(local_round):
    """An import error fails its trials at once, with the reason said once; the others complete."""
    round_ = local_round(BROKEN)
    round_.write(
        trainer={"command": ["python", str(round_.folder / "program.py"), "{kind}"]},
        budget={"trials": 4, "repeats": 2},
        hyperparameters={"scientific": [{"name": "kind", "values": ["broken", "works"]}]},
        search={"algorithm": "grid"},
    )
    said = round_.run()
    counts = round_.result.counts
    assert (counts["completed"], counts["failed"]) == (2, 2)
    assert said.count("No module named 'no_such_module_anywhere'") == 1
    assert all(len(round_.attempts(index)) == 1 for index in range(4))


def test_command_that_does_not_exist_fails_the_round(local_round):
    """When every trial fails in the same way the runner says why, once, and exits with 1."""
    round_ = local_round()
    round_.write(trainer={"command": ["no-such-program-anywhere"]})
    said = round_.run(code=1)
    assert said.count("could not be started") == 1
    assert "2 trials failed: `no-such-program-anywhere`" in said


def test_killed_runner_leaves_no_process_and_is_resumed(local_round, monkeypatch):
    """SIGKILL to the runner ends server, supervisors and programs; the next runner goes on."""
    monkeypatch.setenv("TUNEROUND_PATIENCE_SECONDS", "1")
    round_ = local_round()
    hold = round_.hold(0, step=3)
    runner = round_.start()
    program = round_.held(0)
    started = [*tree(runner.pid)]
    assert program in started and server_pid(round_) in started
    kill(runner.pid)
    finish(runner, code=-signal.SIGKILL)
    hold.unlink()
    round_.run()
    assert len(round_.attempts(0)) == 2
    assert round_.result.counts["completed"] == 2
    wait_for(lambda: all(is_gone(pid) for pid in started), seconds=40)


def test_killed_server_comes_back(local_round):
    """SIGKILL to the server is noticed at once; it returns on its port, and no trial is lost."""
    round_ = local_round()
    hold = round_.hold(0, step=3)
    runner = round_.start()
    round_.held(0)
    before = server_pid(round_)
    kill(before)
    wait_for(lambda: server_pid(round_) not in (before, None))
    assert 0 in trainings(runner.pid)
    hold.unlink()
    said = finish(runner)
    assert "The embedded S3 server had died; it is back on the same port." in said
    assert len(round_.attempts(0)) == 1
    assert round_.result.counts["completed"] == 2
