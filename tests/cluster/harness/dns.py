"""The cluster's DNS: coredns as a process of this machine, behind the usual Service."""

from pathlib import Path

from harness import certificates, processes
from harness.kubectl import Kubectl
from harness.places import BRIDGE, DNS, STATE
from harness.tools import Tools

RESOLVERS = Path("/etc/resolv.conf")


def start(tools: Tools, kubectl: Kubectl) -> None:
    """Start coredns unless it runs, and lead the cluster's DNS address to it."""
    kubectl.apply([*_rights(), _service(), _endpoints()])
    path = STATE / "Corefile"
    processes.start("coredns", [tools.coredns, "-conf", path], file=(path, _settings()))


def _settings() -> str:
    """Answer for Services by the API server, and for the rest as this machine does."""
    has_resolver = RESOLVERS.exists() and "nameserver" in RESOLVERS.read_text(encoding="utf-8")
    return f"""\
. {{
    bind {BRIDGE}
    errors
    kubernetes cluster.local in-addr.arpa {{
        kubeconfig {certificates.kubeconfig("coredns")}
        ttl 1
    }}
    {f"forward . {RESOLVERS}" if has_resolver else ""}
}}
"""


def _rights() -> list[dict[str, object]]:
    reading = ["list", "watch"]
    rules = [
        {"apiGroups": [""], "resources": ["services", "namespaces"], "verbs": reading},
        {"apiGroups": ["discovery.k8s.io"], "resources": ["endpointslices"], "verbs": reading},
    ]
    rbac = "rbac.authorization.k8s.io"
    name = {"name": "system:coredns"}
    role: dict[str, object] = {
        "apiVersion": f"{rbac}/v1",
        "kind": "ClusterRole",
        "metadata": name,
        "rules": rules,
    }
    binding: dict[str, object] = {
        "apiVersion": f"{rbac}/v1",
        "kind": "ClusterRoleBinding",
        "metadata": name,
        "roleRef": {"apiGroup": rbac, "kind": "ClusterRole", **name},
        "subjects": [{"apiGroup": rbac, "kind": "User", **name}],
    }
    return [role, binding]


def _service() -> dict[str, object]:
    ports = [
        {"name": "dns", "port": 53, "protocol": "UDP"},
        {"name": "dns-tcp", "port": 53, "protocol": "TCP"},
    ]
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "kube-dns", "namespace": "kube-system"},
        "spec": {"clusterIP": DNS, "ports": ports},
    }


def _endpoints() -> dict[str, object]:
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "name": "kube-dns-host",
            "namespace": "kube-system",
            "labels": {"kubernetes.io/service-name": "kube-dns"},
        },
        "addressType": "IPv4",
        "endpoints": [{"addresses": [BRIDGE], "conditions": {"ready": True}}],
        "ports": [
            {"name": "dns", "port": 53, "protocol": "UDP"},
            {"name": "dns-tcp", "port": 53, "protocol": "TCP"},
        ],
    }
