"""A real Prometheus reads an operator's metrics and a trial's, and answers every panel."""

import socket
from collections.abc import Iterator
from typing import Any

import alert_rules
import pytest
from dashboard import RATE_INTERVAL, Query, queries
from metric_catalogue import FACTS, busy_operator, trial_of
from metrics_page import documented_job
from prometheus import Prometheus, started
from tuneround.trial.exposition import exposed
from tuneround_operator.metrics import served

CHOSEN = {"namespace": FACTS.namespace, "study": FACTS.study, "round": FACTS.round}
SECONDS = 20


@pytest.fixture(scope="module")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prometheus]:
    """Return a Prometheus that reads one operator and one trial, and has our rules."""
    folder = tmp_path_factory.mktemp("prometheus")
    trial = _free_port()
    with served(busy_operator(), port=0) as operator:
        configuration = {
            "global": {"scrape_interval": "200ms", "evaluation_interval": "200ms"},
            "rule_files": [str(alert_rules.FILE)],
            "scrape_configs": [
                _job("operator", operator, namespace="another"),
                _job("trials", trial, namespace=FACTS.namespace),
            ],
        }
        with exposed(trial, trial_of(folder)), started(folder, configuration) as running:
            yield running


@pytest.mark.parametrize("query", queries(), ids=str)
def test_each_panel_shows_something(prometheus: Prometheus, query: Query) -> None:
    """With variables filled in, each query of each panel has an answer."""
    prometheus.wait_for(query.filled({**CHOSEN, RATE_INTERVAL: "5s"}), seconds=SECONDS)


def test_each_alert_is_evaluated(prometheus: Prometheus) -> None:
    """Prometheus has loaded every rule, and finds nothing wrong with it over real metrics."""
    wanted = {rule["alert"] for rule in alert_rules.alerts()}
    prometheus.wait_for_rules(wanted, seconds=SECONDS)


def _job(name: str, port: int, **labels: str) -> dict[str, Any]:
    targets = [{"targets": [f"127.0.0.1:{port}"], "labels": labels}]
    honors = documented_job()["honor_labels"]
    return {"job_name": name, "honor_labels": honors, "static_configs": targets}


def _free_port() -> int:
    """Return a port that nobody listens on; a training pod's is given, and never 0."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port
