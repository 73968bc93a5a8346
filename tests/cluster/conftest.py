"""The cluster, and what tests do in it. The first fixture brings it up, in seconds if it is."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness.argo import Argo
from harness.cluster import Cluster, up
from harness.helm import install
from harness.images import base
from harness.kubectl import Kubectl
from harness.namespaces import create
from harness.places import REPOSITORY

NAMESPACE = "tuneround"
OFFICIAL_PYTHON = "python:3.12-slim"


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
    """Return an image with Python and nothing of ours."""
    return OFFICIAL_PYTHON if cluster.external else base.NAME


@pytest.fixture(scope="session")
def chart(cluster: Cluster, namespace: str) -> str:
    """Install the chart with its development store; return the release's name."""
    folder: Path = REPOSITORY / "charts" / "tuneround"
    return install(cluster, folder, namespace)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count what was skipped, where nobody overlooks it."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section(f"SKIPPED {len(skipped)} TESTS OF THE CLUSTER", red=True)
