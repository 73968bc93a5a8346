"""The cluster, and what tests do in it. The first fixture brings it up, in seconds if it is."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness.argo import Argo
from harness.cluster import Cluster, up
from harness.helm import install
from harness.images import base, ours
from harness.kubectl import Kubectl
from harness.namespaces import create
from harness.places import REPOSITORY
from rounds.answers import Answer
from rounds.observed import Observe, ObservedRound
from rounds.site import Site, made_site
from rounds.texts import round_text
from rounds.undisturbed import undisturbed

NAMESPACE = "tuneround"


@pytest.fixture(scope="session")
def cluster() -> Cluster:
    """Return the cluster; it stays up after the tests."""
    return up()


@pytest.fixture(scope="session")
def kubectl(cluster: Cluster) -> Kubectl:
    """Return kubectl, as the cluster's administrator."""
    return cluster.kubectl


@pytest.fixture(scope="session")
def argo(cluster: Cluster) -> Argo:
    """Return Argo; skip where its binaries are absent."""
    if cluster.argo is None:
        pytest.skip("NOT TESTED WITHOUT ARGO: put its binaries on PATH or in TUNEROUND_ARGO_BIN")
    return cluster.argo


@pytest.fixture(scope="session")
def namespace(kubectl: Kubectl) -> str:
    """Return the namespace of rounds, which enforces the restricted Pod Security Standard."""
    create(kubectl, NAMESPACE)
    return NAMESPACE


@pytest.fixture
def own_namespace(kubectl: Kubectl) -> Iterator[str]:
    """Return a restricted namespace of this test's own, deleted after it."""
    name = f"test-{secrets.token_hex(4)}"
    create(kubectl, name)
    yield name
    kubectl("delete", "namespace", name, "--wait=false")


@pytest.fixture(scope="session")
def python_image(cluster: Cluster) -> str:
    """Return an image with Python that the cluster has."""
    return ours.name("control") if cluster.external else base.NAME


@pytest.fixture(scope="session")
def chart(cluster: Cluster, namespace: str) -> str:
    """Install the chart with its development store; return the release's name."""
    folder: Path = REPOSITORY / "charts" / "tuneround"
    return install(cluster, folder, namespace)


@pytest.fixture(scope="session")
def site(cluster: Cluster, argo: Argo) -> Iterator[Site]:
    """Return a restricted namespace with the chart, where rounds run; deleted after the tests."""
    with made_site(cluster, argo, f"rounds-{secrets.token_hex(3)}") as site:
        yield site


@pytest.fixture
def observed(site: Site, tmp_path: Path) -> Observe:
    """Return what writes a round's file, for a round that is submitted and watched."""
    return lambda text: ObservedRound.of(site, tmp_path, text)


@pytest.fixture(scope="session")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    """Return the answer of the small round, undisturbed, on this machine."""
    return undisturbed(round_text("undisturbed"), tmp_path_factory.mktemp("undisturbed"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count what was skipped, where nobody overlooks it."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section(f"SKIPPED {len(skipped)} TESTS OF THE CLUSTER", red=True)
