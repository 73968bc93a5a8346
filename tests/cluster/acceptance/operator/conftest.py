"""The operator as the chart installs it, and rounds that are applied to its namespace."""

import base64
import secrets
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
from harness.argo import Argo
from harness.cluster import Cluster
from harness.namespaces import create
from harness.places import BRIDGE
from rounds.applied import AppliedRound, Apply
from rounds.installed import InstalledOperator
from rounds.site import Site, made_site
from standardwebhooks import Webhook
from webhook_receiver import Receiver, receiver

SECRET = f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


@pytest.fixture(scope="session")
def listener(cluster: Cluster) -> Iterator[Receiver]:
    """Return a server of this machine, to which the operator sends notifications."""
    if cluster.external:
        pytest.skip("NOT TESTED on a cluster that is not ours: its pods cannot reach this machine")
    with receiver(host=BRIDGE) as listener:
        yield listener


@pytest.fixture(scope="session")
def verifier() -> Webhook:
    """Return what checks signatures, as a receiver does."""
    return Webhook(SECRET)


@pytest.fixture(scope="session")
def site(cluster: Cluster, argo: Argo, listener: Receiver) -> Iterator[Site]:
    """Return a namespace of its own with chart, store and operator; deleted after the tests."""
    name = f"operated-{secrets.token_hex(3)}"
    create(cluster.kubectl, name)
    secret = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "notify", "namespace": name},
        "stringData": {"secret": SECRET},
    }
    cluster.kubectl.apply([secret])
    notifications = {"url": listener.url, "existingSecret": "notify"}
    values = {"operator": {"enabled": True}, "notifications": notifications}
    with made_site(cluster, argo, name, **values) as site:
        yield site


@pytest.fixture
def operator(site: Site) -> InstalledOperator:
    """Return the site's operator, which serves."""
    operator = InstalledOperator(site)
    operator.scale(1)
    return operator


@pytest.fixture
def written(site: Site, operator: InstalledOperator, tmp_path: Path) -> Apply:
    """Return what writes a round's file, each into a folder of its own, to be applied."""

    def write(text: str) -> AppliedRound:
        return AppliedRound.of(site, Path(mkdtemp(dir=tmp_path)), text)

    return write


@pytest.fixture
def applied(written: Apply) -> Apply:
    """Return what applies a round."""
    return lambda text: written(text).apply()
