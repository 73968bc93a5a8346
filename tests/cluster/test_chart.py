"""The chart on a real cluster: installed, tested, upgraded, uninstalled, and what it allows."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from harness.cluster import Cluster
from harness.failures import HarnessError
from harness.helm import RELEASE, helm, install
from harness.images import small
from harness.kubectl import Kubectl
from harness.namespaces import create
from harness.places import REPOSITORY, STATE
from harness.rights import Question, answers

CHART = REPOSITORY / "charts" / "tuneround"
STORE = "deployment/tuneround-s3"
LIMITS = {"quota": {"hard": {"pods": "50"}}, "networkPolicy": {"enabled": True}}
MADE = (
    "configmaps,secrets,serviceaccounts,roles,rolebindings,services,deployments,networkpolicies,"
    "resourcequotas,workflowtemplates.argoproj.io"
)


@dataclass(frozen=True)
class Release:
    """An installed chart: where it is, and the namespaces that it serves."""

    cluster: Cluster
    home: str
    namespaces: tuple[str, ...]

    def upgrade(self, **values: object) -> None:
        """Install, or change the values."""
        install(self.cluster, CHART, self.home, namespaces=list(self.namespaces), **values)

    def test(self) -> str:
        """Return what `helm test` prints."""
        return helm(self.cluster, "test", RELEASE, f"--namespace={self.home}", "--timeout=120s")

    def uninstall(self) -> None:
        """Uninstall, and wait until everything is gone."""
        arguments = [RELEASE, f"--namespace={self.home}", "--wait", "--timeout=120s"]
        helm(self.cluster, "uninstall", *arguments)

    def credentials(self, namespace: str) -> dict[str, str]:
        """Return the Secret of a namespace."""
        found = self.cluster.kubectl.get("secret", "tuneround-s3", f"--namespace={namespace}")
        data: dict[str, str] = found["data"]
        return data

    def store_pod(self) -> str:
        """Return the name of the store's pod."""
        label = "--selector=app.kubernetes.io/name=tuneround-s3"
        [pod] = self.cluster.kubectl.get("pods", label, f"--namespace={self.home}")["items"]
        return str(pod["metadata"]["name"])


@pytest.fixture(scope="module")
def release(cluster: Cluster) -> Iterator[Release]:
    """Install the chart for two restricted namespaces, of which one is its own."""
    names = tuple(f"chart-{secrets.token_hex(3)}" for _ in range(2))
    for name in names:
        create(cluster.kubectl, name)
    release = Release(cluster, names[0], names)
    try:
        release.upgrade()
        yield release
        release.uninstall()
    finally:
        cluster.kubectl("delete", "namespace", *names, "--wait=false")


def test_pods_of_every_namespace_reach_the_store(release: Release) -> None:
    """`helm test` writes, reads and deletes an object from each namespace."""
    assert release.test().count("Succeeded") == len(release.namespaces)


def test_an_upgrade_keeps_credentials_and_brings_limits(release: Release) -> None:
    """What helm made up at first stands, the store's pod goes on, and limits reach everywhere."""
    before = {name: release.credentials(name) for name in release.namespaces}
    pod = release.store_pod()
    release.upgrade(**LIMITS)
    assert {name: release.credentials(name) for name in release.namespaces} == before
    assert len({json.dumps(found) for found in before.values()}) == 1
    assert release.store_pod() == pod
    for name in release.namespaces:
        where = f"--namespace={name}"
        quota = release.cluster.kubectl.get("resourcequota", "tuneround", where)
        assert quota["spec"]["hard"] == {"pods": "50"}
        release.cluster.kubectl.get("networkpolicy", "tuneround-rounds", where)


def test_given_credentials_replace_those_made_up(release: Release) -> None:
    """New credentials restart the store, which then takes them from every namespace."""
    pod = release.store_pod()
    given = {"accessKeyId": "given-key", "secretAccessKey": secrets.token_hex(20)}
    release.upgrade(storage={"credentials": given})
    assert release.store_pod() != pod
    release.test()


ALLOWED = [
    ("tuneround", "create", "workflowtaskresults.argoproj.io", True),
    ("tuneround", "patch", "workflowtaskresults.argoproj.io", True),
    ("tuneround", "get", "secrets", False),
    ("tuneround", "list", "secrets", False),
    ("tuneround", "get", "configmaps", False),
    ("tuneround", "list", "pods", False),
    ("tuneround", "create", "pods", False),
    ("tuneround", "get", "workflows.argoproj.io", False),
    ("tuneround", "create", "workflows.argoproj.io", False),
    ("tuneround", "create", "jobs.batch", False),
    ("tuneround-creator", "create", "workflows.argoproj.io", True),
    ("tuneround-creator", "get", "workflows.argoproj.io", True),
    ("tuneround-creator", "create", "jobs.batch", True),
    ("tuneround-creator", "create", "services", True),
    ("tuneround-creator", "delete", "workflows.argoproj.io", False),
    ("tuneround-creator", "create", "pods", False),
    ("tuneround-creator", "get", "secrets", False),
    ("tuneround-creator", "create", "rolebindings.rbac.authorization.k8s.io", False),
]


@pytest.fixture(scope="module")
def said(release: Release) -> list[tuple[bool, bool]]:
    """Ask the API server about all of ALLOWED: in the account's own namespace, and in another."""
    home, other = release.namespaces
    asked = [Question(home, *each[:3], place) for each in ALLOWED for place in (home, other)]
    yes = answers(release.cluster.kubectl, asked)
    return list(zip(yes[::2], yes[1::2], strict=True))


@pytest.mark.parametrize(
    "number",
    range(len(ALLOWED)),
    ids=[f"{account} {verb} {resource}" for account, verb, resource, _ in ALLOWED],
)
def test_rights(said: list[tuple[bool, bool]], number: int) -> None:
    """The API server grants a service account exactly its work, and in its own namespace only."""
    assert said[number] == (ALLOWED[number][3], False)


def test_a_training_pod_is_refused_by_the_api_server(release: Release) -> None:
    """Impersonated, the training pods' account reads no Secret and creates no Workflow."""
    home, where = release.home, f"--namespace={release.home}"
    impersonated = f"--as=system:serviceaccount:{home}:tuneround"
    for request in (
        ["get", "secret", "tuneround-s3"],
        ["get", "pods"],
        ["create", "--filename=-"],
    ):
        workflow = {
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "Workflow",
            "metadata": {"name": "refused"},
        }
        with pytest.raises(HarnessError, match="forbidden"):
            release.cluster.kubectl(*request, where, impersonated, stdin=json.dumps(workflow))


@pytest.fixture
def volume(cluster: Cluster, own_namespace: str) -> Iterator[Path]:
    """Return a folder of this machine behind a PersistentVolume of the class `own_namespace`."""
    if cluster.external:
        pytest.skip("NOT TESTED on a cluster that is not ours: it needs a folder of the node")
    folder = STATE / "volumes" / own_namespace
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    volume = {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": own_namespace},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "capacity": {"storage": "1Gi"},
            "hostPath": {"path": str(folder)},
            "storageClassName": own_namespace,
        },
    }
    cluster.kubectl.apply([volume])
    yield folder
    cluster.kubectl("delete", "persistentvolume", own_namespace, "--wait=false")


def test_a_claim_outlives_pod_and_release(
    cluster: Cluster, own_namespace: str, volume: Path
) -> None:
    """The bucket is a folder of the claim, which stays when all else is uninstalled."""
    where = f"--namespace={own_namespace}"
    release = Release(cluster, own_namespace, (own_namespace,))
    before = made(cluster.kubectl, own_namespace)
    claim = {"enabled": True, "size": "1Gi", "storageClass": own_namespace}
    release.upgrade(s3={**store_image(cluster), "persistence": claim})
    (volume / "tuneround" / "kept").write_text("by the claim")
    cluster.kubectl("delete", "pod", release.store_pod(), where)
    cluster.kubectl("rollout", "status", STORE, "--timeout=60s", where)
    release.test()
    release.uninstall()
    assert made(cluster.kubectl, own_namespace) == before
    claims = cluster.kubectl.get("persistentvolumeclaims", where)["items"]
    assert [claim["metadata"]["name"] for claim in claims] == ["tuneround-s3"]
    assert (volume / "tuneround" / "kept").read_text() == "by the claim"


def store_image(cluster: Cluster) -> dict[str, object]:
    """Return the store's values as the release of a test has them."""
    return {"enabled": True} if cluster.external else {"enabled": True, "image": small.STORE}


def made(kubectl: Kubectl, namespace: str) -> set[str]:
    """Return the names of everything the chart could have made in a namespace."""
    return set(kubectl("get", MADE, f"--namespace={namespace}", "--output=name").split())
