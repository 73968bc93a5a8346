"""An API server that cannot be reached for a while."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from rounds.applied import Apply
from rounds.gateway import Gateway, gateway
from rounds.local_operator import LocalOperator
from rounds.texts import EVERY, TRIALS, disturbed, round_text

SLOW = disturbed("all", after=EVERY, seconds=0.5)


@pytest.fixture
def gate(stopped_operator: LocalOperator) -> Iterator[Gateway]:
    """Return a way to the API server that can be closed."""
    content = yaml.safe_load(stopped_operator.kubeconfig.read_text())
    server = urlsplit(content["clusters"][0]["cluster"]["server"])
    assert server.hostname is not None and server.port is not None
    if server.hostname != "127.0.0.1":
        pytest.skip("NOT TESTED: the API server's certificate is not for this machine")
    with gateway(server.hostname, server.port) as gate:
        yield gate


@pytest.fixture
def distant(
    stopped_operator: LocalOperator, gate: Gateway, tmp_path: Path
) -> Iterator[LocalOperator]:
    """Return an operator that asks the API server by that way, and no other one beside it."""
    if stopped_operator.is_running:
        stopped_operator.end()
    content = yaml.safe_load(stopped_operator.kubeconfig.read_text())
    for each in content["clusters"]:
        each["cluster"]["server"] = f"https://127.0.0.1:{gate.port}"
    kubeconfig = tmp_path / "kubeconfig"
    kubeconfig.write_text(yaml.safe_dump(content))
    operator = replace(stopped_operator, kubeconfig=kubeconfig, log=tmp_path / "operator.log")
    operator.start()
    yield operator
    if operator.is_running:
        operator.end()


def test_server_away_in_mid_flight(distant: LocalOperator, gate: Gateway, applied: Apply) -> None:
    """An operator that is cut off lives on, is not taken for stuck, and says the end afterwards."""
    cut = applied(round_text("cut", trainer=SLOW))
    cut.wait_for_commit(0, EVERY)
    gate.close()
    cut.wait_for_end()
    assert distant.is_running
    assert distant.probe("healthz") == 200
    assert cut.status.state == "Running"
    gate.open()
    cut.succeed(seconds=60)
    assert cut.status.trials.completed == TRIALS
    assert cut.workflows == ["cut"]
    assert distant.is_running
