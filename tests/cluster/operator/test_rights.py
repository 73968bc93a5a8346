"""The operator as the chart installs it: ready, and what it may do, and where."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from harness.cluster import Cluster
from harness.helm import RELEASE, helm, install
from harness.namespaces import create
from harness.places import REPOSITORY
from harness.rights import Question, answers

CHART = REPOSITORY / "charts" / "tuneround"
ACCOUNT = "tuneround-operator"
WORK = {
    "tuningrounds.tuneround.dev": {"get", "list", "watch", "delete"},
    "tuningrounds/status.tuneround.dev": {"patch"},
    "workflows.argoproj.io": {"create", "get", "list", "watch", "patch"},
    "pods": {"list", "watch"},
    "events": {"create"},
}
NOTHING = (
    "secrets",
    "configmaps",
    "serviceaccounts/token",
    "pods/exec",
    "pods/log",
    "jobs.batch",
    "deployments.apps",
    "rolebindings.rbac.authorization.k8s.io",
    "tuningrounds/finalizers.tuneround.dev",
)
VERBS = ("create", "get", "list", "watch", "patch", "update", "delete", "deletecollection")


@dataclass(frozen=True)
class Operated:
    """A release with an operator, in a namespace beside that of its rounds."""

    cluster: Cluster
    home: str
    served: str
    other: str

    def install(self, **operator: object) -> None:
        """Install it, or change the operator's values; helm waits until it is ready."""
        values = {"enabled": True, **operator}
        install(self.cluster, CHART, self.home, namespaces=[self.served], operator=values)

    def rights(self, namespace: str) -> set[tuple[str, str]]:
        """Return what the operator may do in a namespace, as resource and verb."""
        asked = [(each, verb) for each in (*WORK, *NOTHING) for verb in VERBS]
        questions = [Question(self.home, ACCOUNT, verb, each, namespace) for each, verb in asked]
        said = answers(self.cluster.kubectl, questions)
        return {each for each, yes in zip(asked, said, strict=True) if yes}


@pytest.fixture(scope="module")
def operated(cluster: Cluster) -> Iterator[Operated]:
    """Install the operator for one namespace, apart from its own."""
    names = [f"operator-{secrets.token_hex(3)}" for _ in range(3)]
    for name in names:
        create(cluster.kubectl, name)
    operated = Operated(cluster, *names)
    try:
        operated.install()
        yield operated
    finally:
        helm(cluster, "uninstall", RELEASE, f"--namespace={operated.home}", "--ignore-not-found")
        cluster.kubectl("delete", "namespace", *names, "--wait=false")


def test_rights_in_served_namespaces_only(operated: Operated) -> None:
    """It may do its work, and nothing else, where its rounds are; elsewhere nothing at all."""
    work = {(resource, verb) for resource, verbs in WORK.items() for verb in verbs}
    assert operated.rights(operated.served) == work
    assert operated.rights(operated.home) == set()
    assert operated.rights(operated.other) == set()


def test_rights_in_the_whole_cluster(operated: Operated) -> None:
    """With `operator.clusterWide` the same, everywhere; going back takes it away."""
    here = operated.rights(operated.served)
    operated.install(clusterWide=True)
    assert operated.rights(operated.other) == operated.rights(operated.served) == here
    operated.install()
    assert operated.rights(operated.other) == set()
