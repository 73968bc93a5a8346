"""A namespace whose rounds keep to the platform team's lists."""

import secrets
from collections.abc import Iterator

import pytest
from harness.cluster import Cluster
from harness.helm import RELEASE, helm
from harness.namespaces import create
from rounds.guarded import OPERATOR, guard


@pytest.fixture(scope="session")
def guarded(cluster: Cluster) -> Iterator[str]:
    """Return a namespace with the chart and its lists, which the API server enforces."""
    name = f"guarded-{secrets.token_hex(3)}"
    create(cluster.kubectl, name)
    try:
        guard(cluster, name)
        # As in a namespace that has rounds and an operator; this release runs none.
        cluster.kubectl("create", "serviceaccount", OPERATOR, f"--namespace={name}")
        yield name
    finally:
        # The lists lie outside of the namespace: its deletion would leave them behind.
        helm(cluster, "uninstall", RELEASE, f"--namespace={name}", "--ignore-not-found")
        cluster.kubectl("delete", "namespace", name, "--wait=false")
