"""Pods: supervisors as Kubernetes would start them, with a real S3 server and real trainings."""

import signal
import socket
import sys
from pathlib import Path

from local_rounds import wait_for
from tuneround.records.attempt import Attempt, Fate

PATIENCE_SECONDS = 120
RANKED = str(Path(__file__).parents[1] / "support" / "ranked_programs.py")
RATE = {"nuisance": [{"name": "learning_rate", "min": 0.05, "max": 0.06}]}


STOPPED = """
import os, signal, time
from tuneround import Trial
with Trial.from_environment() as trial:
    for step in trial.steps():
        orders = trial._assignment
        if (orders.trial, orders.attempt[:4], step) == (1, "0001", 3):
            os.kill(os.getppid(), signal.SIGTERM)
            while trial._signals.received is None:
                time.sleep(0.01)
        if trial.evaluation_due:
            trial.evaluate({"valid/loss": 1 / step})
"""


def test_block_of_trials_resumes_with_what_is_unfinished(pods, tmp_path):
    """SIGTERM in the second of three trials: it is resumed, the third begun, the first left."""
    round_ = pods([sys.executable, "-c", STOPPED.replace("{", "{{")], budget={"trials": 3})
    words = ("--block", "0", "--size", "4")
    pod = round_.start(*words, ARGO_PROGRESS_FILE=str(tmp_path / "argo"))
    assert pod.wait(PATIENCE_SECONDS) == 143, round_.read("pod-0.log")
    assert round_.fates(range(3)) == [Fate.COMPLETED, None, None]
    pod = round_.start(*words, ARGO_PROGRESS_FILE=str(tmp_path / "argo"))
    assert pod.wait(PATIENCE_SECONDS) == 0, round_.read("pod-1.log")
    assert round_.fates(range(3)) == [Fate.COMPLETED] * 3
    assert [len(round_.survey(i).names) for i in range(3)] == [1, 2, 1]
    assert round_.read("argo") == "12/12\n"


def gathered(round_, name, **variables):
    """Start the two pods of one gathering."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    shared = {
        "TUNEROUND_WORKERS": "2",
        "TUNEROUND_GATHERING": name,
        "WORLD_SIZE": "2",
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port),
        **variables,
    }
    return [
        round_.start("--index", "0", **shared, TUNEROUND_WORKER=str(i), RANK=str(i)) for i in (1, 0)
    ]


def test_loss_of_a_worker_ends_its_peers_and_the_next_gathering_resumes(pods):
    """Worker 0 alone writes; both pods of a finished trial exit with 0."""
    command = [sys.executable, RANKED]
    budget = {"trials": 1, "steps": 20, "evaluateEvery": 5}
    round_ = pods(command, budget=budget, hyperparameters=RATE)
    first = gathered(round_, "first", ACT="die 1 13")
    assert [pod.wait(PATIENCE_SECONDS) for pod in first] == [75, 75], round_.read("pod-1.log")
    second = gathered(round_, "second")
    assert [pod.wait(PATIENCE_SECONDS) for pod in second] == [0, 0], round_.read("pod-3.log")
    survey = round_.survey(0)
    assert [name[:4] for name in survey.names] == ["0001", "0002"]
    start = survey.read(survey.keys.attempt(list(survey.names)[1]).start, Attempt)
    assert start.parent.step == 10
    assert survey.outcome.fate is Fate.COMPLETED
    third = gathered(round_, "third")
    assert [pod.wait(PATIENCE_SECONDS) for pod in third] == [0, 0]


def test_sigterm_stops_all_ranks_that_torchrun_started_in_a_pod(pods, tmp_path):
    """They agree on a step, rank 0 commits it, and the pod ends with 143."""
    command = [str(Path(sys.executable).with_name("torchrun")), "--nproc-per-node", "2", RANKED]
    budget = {"trials": 1, "steps": 4000, "evaluateEvery": 2000}
    round_ = pods(command, budget=budget, hyperparameters=RATE)
    pod = round_.start("--index", "0", ACT="wait 1 3", HERE=str(tmp_path / "here"))
    wait_for(lambda: (tmp_path / "here").exists())
    pod.send_signal(signal.SIGTERM)
    assert pod.wait(PATIENCE_SECONDS) == 143, round_.read("pod-0.log")
    survey = round_.survey(0)
    assert [i.reason for i in survey.interruptions] == ["sigterm"]
    assert survey.last_committed == survey.interruptions[0].step > 0
