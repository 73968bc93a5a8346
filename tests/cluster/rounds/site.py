"""Site: a restricted namespace with the chart and its store, where rounds of tests run."""

import base64
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from harness.argo import Argo
from harness.cluster import Cluster
from harness.helm import install
from harness.images import small
from harness.namespaces import create
from harness.places import REPOSITORY, STATE
from tuneround.spec.storage import Storage
from tuneround.store.bucket import Bucket
from tuneround.store.client import open_bucket

CHART = REPOSITORY / "charts" / "tuneround"
STORE = "tuneround-s3"
PORT = 7070


@dataclass(frozen=True)
class Site:
    """Where rounds run.

    Attributes:
        cluster: the cluster.
        argo: its Argo.
        namespace: of the rounds, of the chart's release and of its store.

    """

    cluster: Cluster
    argo: Argo
    namespace: str

    def kubectl(self, *arguments: str, stdin: str | None = None) -> str:
        """Return what kubectl prints, in this namespace."""
        return self.cluster.kubectl("--namespace", self.namespace, *arguments, stdin=stdin)

    def get(self, *arguments: str) -> dict[str, Any]:
        """Return an object of this namespace, or a list of them."""
        return self.cluster.kubectl.get("--namespace", self.namespace, *arguments)

    def tell_argo(self, command: str, *arguments: str, stdin: str | None = None) -> str:
        """Return what `argo COMMAND` prints, in this namespace."""
        return self.argo(command, "--namespace", self.namespace, *arguments, stdin=stdin)

    @cached_property
    def bucket(self) -> Bucket:
        """The store's bucket, by the address of its Service: this machine is the node."""
        values = self.get("configmap", "tuneround-storage")["data"]
        secret = self.get("secret", STORE)["data"]
        credentials = {name: base64.b64decode(value).decode() for name, value in secret.items()}
        address = self.get("service", STORE)["spec"]["clusterIP"]
        storage = Storage(
            bucket=values["TUNEROUND_BUCKET"],
            endpoint=f"http://{address}:{PORT}",
            region=values["TUNEROUND_REGION"],
        )
        return open_bucket(storage, credentials=credentials)


@contextmanager
def made_site(cluster: Cluster, argo: Argo, namespace: str, **values: Any) -> Iterator[Site]:
    """Create the namespace, with a store that outlives its pod; delete all of it in the end.

    Args:
        cluster: where.
        argo: its Argo.
        namespace: of the site.
        values: of the chart, further ones.

    """
    with _claim(cluster, namespace) as claim:
        create(cluster.kubectl, namespace)
        try:
            image = {} if cluster.external else {"image": small.STORE}
            store = {"enabled": True, **image, "persistence": {"enabled": True, **claim}}
            install(cluster, CHART, namespace, s3=store, **values)
            yield Site(cluster, argo, namespace)
        finally:
            cluster.kubectl("delete", "namespace", namespace, "--timeout=300s")


@contextmanager
def _claim(cluster: Cluster, name: str) -> Iterator[dict[str, str]]:
    """Offer a folder of this machine as a volume; another cluster has volumes of its own."""
    if cluster.external:
        yield {"size": "1Gi"}
        return
    folder = STATE / "volumes" / name
    folder.mkdir(parents=True)
    folder.chmod(0o777)  # the store's pod is another user
    volume = {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": name},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "capacity": {"storage": "1Gi"},
            "hostPath": {"path": str(folder)},
            "storageClassName": name,
        },
    }
    cluster.kubectl.apply([volume])
    try:
        yield {"size": "1Gi", "storageClass": name}
    finally:
        cluster.kubectl("delete", "persistentvolume", name, "--wait=false")
        shutil.rmtree(folder)
