"""What Prometheus is told of a trial, read back by Prometheus' own parsers."""

import socket
import subprocess
import sys
import threading
import time
import urllib.request

import pytest
from prometheus_client.openmetrics.parser import (
    text_string_to_metric_families as openmetrics_families,
)
from prometheus_client.parser import text_string_to_metric_families
from tuneround.errors import InputError
from tuneround.records.progress import Progress
from tuneround.trial.exposition import END_SECONDS, exposed, port_here

LABELS = {"study": "study", "round": "round", "trial": "0"}
WHOLE = Progress(
    step=7,
    steps=40,
    best=0.25,
    best_step=5,
    objective=0.5,
    steps_per_second=3.5,
    loss=1.5,
    gradient_norm=2.5,
    data_wait_fraction=0.125,
    checkpoint_bytes=1 << 40,
    stall_seconds=0.75,
    time=1.5e9,
)
EXPECTED = {
    "tuneround_trial_step": 7,
    "tuneround_trial_steps": 40,
    "tuneround_trial_steps_per_second": 3.5,
    "tuneround_trial_loss": 1.5,
    "tuneround_trial_gradient_norm": 2.5,
    "tuneround_trial_data_wait_fraction": 0.125,
    "tuneround_trial_objective": 0.5,
    "tuneround_trial_objective_best": 0.25,
    "tuneround_trial_last_step_time_seconds": 1.5e9,
    "tuneround_trial_checkpoint_bytes_total": 1 << 40,
    "tuneround_trial_checkpoint_stall_seconds_total": 0.75,
    "tuneround_trial_store_failing_seconds": 0.0,
}


@pytest.fixture
def port():
    """Return a port that is free."""
    with socket.socket() as free:
        free.bind(("", 0))
        number: int = free.getsockname()[1]
    return number


@pytest.fixture
def assignment(bench, tmp_path):
    """Return the orders of a trial whose program writes its progress."""
    return bench.begin().model_copy(update={"progress_file": str(tmp_path / "progress.json")})


@pytest.fixture
def scrape(port, assignment, tmp_path):
    """Return what asks for the metrics while a program has written `progress`."""

    def asked(progress=None, told=assignment, accept="text/plain", parse=None):
        if progress is not None:
            (tmp_path / "progress.json").write_bytes(progress)
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/metrics", headers={"Accept": accept}
        )
        with exposed(port, told), urllib.request.urlopen(request, timeout=10) as answer:
            text = answer.read().decode()
        families = (parse or text_string_to_metric_families)(text)
        return [sample for family in families for sample in family.samples]

    return asked


@pytest.mark.parametrize(
    ("accept", "parse"),
    [
        ("text/plain", text_string_to_metric_families),
        ("application/openmetrics-text; version=1.0.0", openmetrics_families),
    ],
    ids=["text", "openmetrics"],
)
def test_all_that_is_known_is_told(scrape, assignment, accept, parse):
    """Each number of the progress is one sample with the labels of its trial."""
    samples = scrape(WHOLE.to_json(), accept=accept, parse=parse)
    info = next(sample for sample in samples if sample.name == "tuneround_trial_info")
    named = {"attempt": assignment.attempt, "metric": "valid/loss", "direction": "minimize"}
    assert (info.labels, info.value) == ({**LABELS, **named}, 1)
    others = [sample for sample in samples if sample is not info]
    assert {sample.name: sample.value for sample in others} == EXPECTED
    assert all(sample.labels == LABELS for sample in others)


@pytest.mark.parametrize("progress", [None, b"", b'{"step"'], ids=["none", "empty", "torn"])
def test_a_program_that_has_written_nothing_has_its_budget(scrape, progress):
    """Until the first step is over, nothing is known; absent is not zero."""
    names = {sample.name for sample in scrape(progress)}
    assert names == {"tuneround_trial_info", "tuneround_trial_steps"}


def test_what_is_not_known_is_absent(scrape):
    """A program that logs nothing has no loss, rather than one of zero."""
    samples = {s.name: s.value for s in scrape(Progress(step=1, steps=40).to_json())}
    assert samples == {
        "tuneround_trial_info": 1,
        "tuneround_trial_step": 1,
        "tuneround_trial_steps": 40,
        "tuneround_trial_checkpoint_bytes_total": 0,
        "tuneround_trial_checkpoint_stall_seconds_total": 0,
        "tuneround_trial_store_failing_seconds": 0,
    }


def test_a_failing_store_fails_on_though_the_program_waits(scrape):
    """The time goes on while nobody writes the file."""
    progress = Progress(step=1, steps=40, store_failing_since=time.time() - 100)
    samples = {s.name: s.value for s in scrape(progress.to_json())}
    assert 100 <= samples["tuneround_trial_store_failing_seconds"] < 160


def test_names_may_hold_anything(scrape, assignment):
    """Quotes, line ends and backslashes of a study come back as they are."""
    study = 'a "quoted"\n\\ study'
    [info, *_] = scrape(told=assignment.model_copy(update={"study": study}))
    assert info.labels["study"] == study


def test_a_pod_with_nothing_to_tell_says_so(scrape):
    """A pod above 0 of several answers, so that nobody takes it for lost."""
    assert scrape(told=None) == []


def test_a_taken_port_harms_no_trial(port, assignment, capsys):
    """It is said, and that is all."""
    with socket.create_server(("", port)), exposed(port, assignment):
        assert f"no metrics on port {port}" in capsys.readouterr().err


def test_it_ends_with_the_trial(port, assignment):
    """No thread is left, since a supervisor forks with one only; the port is free for the next."""
    before = threading.active_count()
    for _ in range(3):
        with exposed(port, assignment):
            assert threading.active_count() == before + 1
        assert threading.active_count() == before
    with socket.create_server(("", port)):
        pass


def test_who_never_finishes_a_question_holds_nobody_up(port, assignment, scrape):
    """The end of a trial waits a little, and the next question is answered."""
    with socket.socket() as silent:
        with exposed(port, assignment):
            silent.connect(("127.0.0.1", port))
            silent.send(b"GET /met")
            began = time.monotonic()
        assert time.monotonic() - began < END_SECONDS + 1
    assert scrape(WHOLE.to_json())


QUIET = """
import sys
from tuneround.trial.exposition import exposed
import tuneround.trial.supervisor
with exposed({port}, None):
    pass
sys.exit("prometheus_client" in sys.modules)
"""


def test_nobody_asks_nobody_pays(port):
    """The client library is imported by the first question."""
    subprocess.run([sys.executable, "-c", QUIET.format(port=port)], check=True)


@pytest.mark.parametrize(("text", "port_read"), [("", None), ("9464", 9464)])
def test_the_port_comes_from_the_environment(text, port_read):
    """Without the variable there are no metrics."""
    assert port_here({"TUNEROUND_METRICS_PORT": text}) == port_read


@pytest.mark.parametrize("text", ["0", "65536", "-1", "x", "٣"])
def test_what_is_no_port_is_refused(text):
    """With the value and the range."""
    with pytest.raises(InputError, match="port from 1 to 65535"):
        port_here({"TUNEROUND_METRICS_PORT": text})
