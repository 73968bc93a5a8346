"""What pods say of themselves: metrics while they train, last words at their end."""

import signal
import socket
import sys
import urllib.error
import urllib.request

import pytest
from local_rounds import PATIENCE_SECONDS, wait_for
from prometheus_client.parser import text_string_to_metric_families
from tuneround.records.attempt import Fate
from tuneround.records.pod_report import read_message

HELD = """
import sys, time
from pathlib import Path
from tuneround import Trial
with Trial.from_environment() as trial:
    def is_there(name):
        return Path(sys.argv[1], f"{name}-{trial._assignment.trial}").exists()
    for step in trial.steps():
        trial.log(loss=1 / step, grad_norm=2.0, data_seconds=0.001)
        if trial.evaluation_due:
            trial.evaluate({"valid/loss": 1 / step})
        while step == 3 and not is_there("go"):
            time.sleep(0.01)
        if step > 3 and not is_there("end"):
            time.sleep(0.5)
"""
"""Waits at its third step for the file go-<trial>, and dawdles from there until end-<trial>."""
STEPS = 600
BUDGET = {"trials": 2, "steps": STEPS, "evaluateEvery": 2}


@pytest.fixture
def port():
    """Return a port that is free."""
    with socket.socket() as free:
        free.bind(("", 0))
        number: int = free.getsockname()[1]
    return number


def scraped(port):
    """Return what a pod serves, or nothing while nobody listens there."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            families = list(text_string_to_metric_families(answer.read().decode()))
    except (urllib.error.URLError, ConnectionError):
        return {}
    return {sample.name: sample for family in families for sample in family.samples}


def words(file):
    """Return the last words of a pod."""
    return read_message(file.read_text())


@pytest.mark.parametrize("forks", ["1", "0"], ids=["forked", "started"])
def test_a_pod_serves_its_trial_s_metrics(forks, pods, port, tmp_path):
    """One trial after the other at the same port, each for as long as it trains."""
    round_ = pods(command(tmp_path), budget=BUDGET)
    told = {"TUNEROUND_METRICS_PORT": str(port), "TUNEROUND_POD_REPORT": str(tmp_path / "words")}
    pod = round_.start("--block", "0", "--size", "2", TUNEROUND_FORK=forks, **told)
    first = wait_for(lambda: told_by(port, "tuneround_trial_step"))
    assert first["tuneround_trial_info"].labels["trial"] == "0"
    assert (first["tuneround_trial_step"].value, first["tuneround_trial_steps"].value) == (1, STEPS)
    (tmp_path / "go-0").touch()
    grown = wait_for(lambda: told_by(port, "tuneround_trial_loss"))
    assert grown["tuneround_trial_gradient_norm"].value == 2.0
    assert 0 < grown["tuneround_trial_loss"].value <= 0.75
    assert 0 < grown["tuneround_trial_data_wait_fraction"].value < 1
    assert 0 < grown["tuneround_trial_steps_per_second"].value < 3
    assert 0 < grown["tuneround_trial_objective_best"].value <= 0.5
    for name in ("end-0", "end-1"):
        (tmp_path / name).touch()
    second = wait_for(lambda: second_trial(told_by(port, "tuneround_trial_step")))
    assert second["tuneround_trial_step"].value == 1
    (tmp_path / "go-1").touch()
    assert pod.wait(PATIENCE_SECONDS) == 0, round_.read("pod-0.log")
    assert scraped(port) == {}
    said = words(tmp_path / "words")
    assert (said.fates, said.best, said.best_trial) == ("cc", 1 / STEPS, 0)
    assert said.best_step == STEPS


def command(folder):
    """Return the program that waits for files in `folder`."""
    return [sys.executable, "-c", HELD.replace("{", "{{"), str(folder)]


def told_by(port, name):
    """Return what a pod serves once the metric `name` is among it."""
    found = scraped(port)
    return found if name in found else {}


def second_trial(found):
    """Return the metrics once they are the second trial's."""
    info = found.get("tuneround_trial_info")
    return found if info and info.labels["trial"] == "1" else None


def test_a_stopped_pod_keeps_its_last_words(pods, tmp_path):
    """SIGTERM while it trains: the trial is to be tried again, and the pod says so."""
    round_ = pods(command(tmp_path), budget=BUDGET)
    pod = round_.start("--index", "1", TUNEROUND_POD_REPORT=str(tmp_path / "words"))
    wait_for(lambda: any("metrics" in name for name in trained(round_, 1)))
    pod.send_signal(signal.SIGTERM)
    (tmp_path / "go-1").touch()
    assert pod.wait(PATIENCE_SECONDS) == 143, round_.read("pod-0.log")
    said = words(tmp_path / "words")
    assert (said.first, said.fates, said.reason) == (1, "x", "sigterm after step 3")
    assert round_.fates(range(2)) == [None, None]


def trained(round_, index):
    """Return the names of what a trial has left."""
    return [name for names in round_.survey(index).names.values() for name in names]


def test_a_taken_port_and_a_read_only_message_harm_no_trial(pods, port, tmp_path):
    """Both are said once, and the trial completes."""
    round_ = pods(command(tmp_path), budget={"trials": 1, "steps": 2, "evaluateEvery": 2})
    told = {"TUNEROUND_METRICS_PORT": str(port), "TUNEROUND_POD_REPORT": str(tmp_path)}
    with socket.create_server(("", port)):
        pod = round_.start("--index", "0", **told)
        assert pod.wait(PATIENCE_SECONDS) == 0, round_.read("pod-0.log")
    assert round_.fates(range(1)) == [Fate.COMPLETED]
    log = round_.read("pod-0.log")
    assert log.count(f"no metrics on port {port}") == log.count("last words are not kept") == 1
