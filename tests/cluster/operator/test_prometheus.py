"""A real Prometheus reads the operator of the chart and training pods, while a round trains."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from textwrap import dedent

import alert_rules
import pytest
from dashboard import RATE_INTERVAL, queries, variables
from harness.argo import Argo
from harness.cluster import Cluster
from harness.places import REPOSITORY
from metric_catalogue import used
from metrics_page import documented_job
from prometheus import Prometheus, program, started
from rounds.applied import AppliedRound
from rounds.discovery import Discovery
from rounds.installed import InstalledOperator
from rounds.programs import command
from rounds.site import Site, made_site
from rounds.texts import round_text

GO = "go"  # the object in the bucket for which the round's trials wait
SECONDS = 240.0
STUDY = "watched"

PATIENT = dedent(
    """\
    import time
    import torch
    from tuneround import Trial
    from tuneround.store.client import open_bucket
    from tuneround.store.environment import storage_from_environment

    bucket, waits = open_bucket(storage_from_environment()), True
    with Trial.from_environment() as trial:
        trial.seed_everything()
        model = torch.nn.Linear(8, 1)
        optimizer = torch.optim.SGD(model.parameters(), lr=trial.hyperparameters["rate"])
        trial.track(model=model, optimizer=optimizer)
        for step in trial.steps():
            loss = model(torch.randn(16, 8)).square().mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            trial.log(loss=loss, grad_norm=model.weight.grad.norm(), data_seconds=0.001)
            if trial.evaluation_due:
                trial.evaluate(dict([("valid/loss", loss)]))
            if waits and step % 10 == 0 and not list(bucket.list("GO")):
                time.sleep(1)
            elif step % 10 == 0:
                waits = False
    """
).replace("GO", GO)
"""Trains slowly until the object `go` is in the bucket, then as fast as it can."""


@pytest.fixture(scope="module")
def site(cluster: Cluster, argo: Argo) -> Iterator[Site]:
    """Return a namespace with chart, store and operator; deleted after the tests."""
    program("prometheus")
    crd = REPOSITORY / "charts" / "tuneround" / "files" / "crd.yaml"
    cluster.kubectl("apply", "--server-side", "--force-conflicts", f"--filename={crd}")
    name = f"watched-{secrets.token_hex(3)}"
    with made_site(cluster, argo, name, operator={"enabled": True}) as site:
        InstalledOperator(site).wait_for_ready(1)
        yield site


@dataclass(frozen=True)
class Watch:
    """A Prometheus that reads the pods of a site as docs/metrics.md says."""

    prometheus: Prometheus
    discovery: Discovery

    def wait(self, what: str, condition: Callable[[], bool]) -> None:
        """Wait until a condition holds, and have new pods found meanwhile."""

        def holds() -> bool:
            self.discovery.refresh()
            return condition()

        self.prometheus.wait(what, holds, SECONDS)

    def wait_for(self, expression: str) -> None:
        """Wait until an expression gives samples."""
        self.wait(f"`{expression}` has an answer", lambda: bool(self.prometheus.query(expression)))


@pytest.fixture(scope="module")
def watch(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    """Return a Prometheus that reads the site's pods."""
    folder = tmp_path_factory.mktemp("prometheus")
    discovery = Discovery(site, folder / "pods.json")
    configuration = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(alert_rules.FILE)],
        "scrape_configs": [discovery.job(documented_job())],
    }
    with started(folder, configuration) as running:
        yield Watch(running, discovery)


@pytest.fixture(scope="module")
def applied(site: Site, tmp_path_factory: pytest.TempPathFactory) -> AppliedRound:
    """Return a round that trains until it may go on."""
    text = round_text(
        "watched",
        command(PATIENT),
        study=STUDY,
        budget={"trials": 2, "parallelism": 2, "steps": 3000, "evaluateEvery": 50},
    )
    return AppliedRound.of(site, tmp_path_factory.mktemp("round"), text).apply()


@pytest.fixture(scope="module")
def broken(site: Site, tmp_path_factory: pytest.TempPathFactory) -> AppliedRound:
    """Return a round whose one trial fails."""
    text = round_text(
        "broken",
        command("raise RuntimeError('no data')"),
        study=STUDY,
        budget={"trials": 1, "parallelism": 1},
    )
    return AppliedRound.of(site, tmp_path_factory.mktemp("round"), text).apply()


def test_every_panel_shows_something(
    site: Site, watch: Watch, applied: AppliedRound, broken: AppliedRound
) -> None:
    """Over a round's life, what the panels ask has an answer: of trials while they train.

    And no alert fires about what is well.
    """
    chosen = {"namespace": site.namespace, "study": STUDY, "round": applied.name}
    asked = [query.filled({**chosen, RATE_INTERVAL: "15s"}) for query in queries()]
    for expression in (each for each in asked if "tuneround_trial_" in each):
        watch.wait_for(expression)
    site.bucket.put(GO, b"")
    applied.succeed()
    for expression in (each for each in asked if "tuneround_trial_" not in each):
        watch.wait_for(expression)
    others = f'ALERTS{{alertstate="firing", round!="{broken.name}"}}'
    assert watch.prometheus.query(others) == []


def test_a_round_may_be_chosen(site: Site, watch: Watch, applied: AppliedRound) -> None:
    """The dashboard's variables offer the round by its namespace, study and name."""
    labels = f'namespace="{site.namespace}", study="{STUDY}", round="{applied.name}"'
    definitions = [each["definition"] for each in variables().values() if "definition" in each]
    metrics = set().union(*map(used, definitions))
    assert metrics
    for metric in metrics:
        watch.wait_for(f"{metric}{{{labels}}}")


def test_every_rule_is_evaluated(watch: Watch, applied: AppliedRound) -> None:
    """Prometheus has loaded every rule, and finds nothing wrong with it over real metrics."""
    wanted = {rule["alert"] for rule in alert_rules.alerts()}
    watch.prometheus.wait_for_rules(wanted, seconds=SECONDS)


def test_every_target_is_read(site: Site, watch: Watch, applied: AppliedRound) -> None:
    """The documented job finds the operator, and nothing that cannot be read."""
    operator = InstalledOperator(site).pod
    watch.wait_for(f'tuneround_operator_queue_length{{pod="{operator}"}}')
    watch.wait("all targets are up", lambda: _healths(watch.prometheus) == {"up"})


def test_a_failed_round_alerts(watch: Watch, broken: AppliedRound) -> None:
    """A round whose program raises ends without an answer, and Prometheus says so."""
    failed = f'alertname="TuneroundRoundFailed", round="{broken.name}"'
    watch.wait_for(f'ALERTS{{{failed}, alertstate="firing"}}')


def _healths(prometheus: Prometheus) -> set[str]:
    return {target["health"] for target in prometheus.targets()}
