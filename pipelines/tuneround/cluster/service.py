"""Service: a Service of the cluster, and the pods behind it."""

from dataclasses import dataclass
from typing import Any

from tuneround.cluster.api import PODS, SERVICES, Api, Object
from tuneround.cluster.failures import AbsentError, ClusterError
from tuneround.cluster.tunnel import Tunnel


def service_named(host: str, namespace: str) -> tuple[str, str] | None:
    """Return namespace and name of the Service that pods in `namespace` call `host`.

    >>> service_named("tuneround-s3", "apples"), service_named("s3.pears.svc.local", "apples")
    (('apples', 'tuneround-s3'), ('pears', 's3'))
    >>> service_named("s3.eu-west-1.amazonaws.com", "apples") is None
    True
    """
    name, *rest = host.rstrip(".").split(".")
    if len(rest) > 1 and rest[1] != "svc":
        return None
    return (rest[0] if rest else namespace), name


@dataclass(frozen=True)
class PodService:
    """One port of a Service that selects pods.

    Attributes:
        api: where.
        content: the Service.
        port: of the Service.

    """

    api: Api
    content: Object
    port: int

    @classmethod
    def find(cls, api: Api, host: str, port: int, namespace: str) -> "PodService | None":
        """Return the Service that pods in `namespace` reach at `host`, or None."""
        named = service_named(host, namespace)
        if named is None:
            return None
        try:
            return cls(api, api.get(SERVICES, *named), port)
        except AbsentError:
            return None

    def __str__(self) -> str:
        """Return its name, for a person."""
        metadata = self.content["metadata"]
        return f"the Service `{metadata['name']}` in namespace `{metadata['namespace']}`"

    def connect(self) -> Tunnel:
        """Open a connection to a pod. Raises ClusterError: none is ready."""
        pod = self.ready_pod()
        metadata = pod["metadata"]
        port = target_port(self.content, pod, self.port)
        return self.api.tunnel(metadata["namespace"], metadata["name"], port)

    def ready_pod(self) -> Object:
        """Return a pod that the Service would send a connection to.

        Raises:
            ClusterError: there is none.

        """
        selector = self.content["spec"].get("selector") or {}
        namespace = self.content["metadata"]["namespace"]
        labels = ",".join(f"{name}={value}" for name, value in selector.items())
        pods = self.api.list(PODS, namespace, labels)["items"] if selector else []
        ready = [pod for pod in pods if is_ready(pod)]
        if not ready:
            raise ClusterError(
                f"A port-forward leads to a pod that is ready. Got none of {len(pods)} behind "
                f"{self}. Look at them: kubectl --namespace {namespace} get pods; or say how this "
                "machine reaches the bucket: --storage endpoint=URL."
            )
        found: Object = ready[0]
        return found


def is_ready(pod: Object) -> bool:
    """Return whether a Service sends connections to `pod`."""
    conditions = pod.get("status", {}).get("conditions") or []
    ready = any(found["type"] == "Ready" and found["status"] == "True" for found in conditions)
    return ready and "deletionTimestamp" not in pod["metadata"]


def target_port(service: Object, pod: Object, port: int) -> int:
    """Return the port of `pod` to which `service` leads `port`.

    Raises:
        ClusterError: to none.

    """
    ports = (found for found in service["spec"].get("ports") or [] if found["port"] == port)
    target: Any = next((found.get("targetPort", port) for found in ports), None)
    if isinstance(target, int):
        return target
    for container in pod["spec"]["containers"]:
        for offered in container.get("ports") or []:
            if offered.get("name") == target:
                number: int = offered["containerPort"]
                return number
    raise ClusterError(
        f"The endpoint's port is one of its Service's, and its pods have it. Got port {port} of "
        f"Service `{service['metadata']['name']}`. Correct `storage.endpoint`, or the Service."
    )
