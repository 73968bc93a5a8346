"""The node: containerd, the kubelet and the proxy of Services."""

import json

from harness import certificates, containerd, processes
from harness.kubectl import Kubectl
from harness.places import BRIDGE, DNS, NODE, PODS, SOCKET, STATE
from harness.progress import say
from harness.tools import Tools
from harness.waiting import until

KUBELET = STATE / "kubelet"


def start(tools: Tools, kubectl: Kubectl) -> None:
    """Start what is not running, and wait until pods may be created.

    containerd must run, and hold the sandbox's image.
    """
    _kubelet(tools)
    _proxy(tools)
    until(
        f"The node {NODE} is Ready",
        lambda: _ready(kubectl),
        seconds=90,
        next_step="Look at the kubelet's log.",
    )
    # Some seconds later than the node; pods that come before it are refused.
    until(
        "The service account `default` exists",
        lambda: "default" in kubectl("get", "serviceaccounts", "--output=name"),
        seconds=60,
        next_step="Look at the controller-manager's log.",
    )
    say(f"The node {NODE} is Ready.")


def _ready(kubectl: Kubectl) -> bool:
    for name in ("kubelet", "proxy", containerd.NAME):
        processes.require(name)
    for node in kubectl.get("nodes")["items"]:
        conditions = {entry["type"]: entry["status"] for entry in node["status"]["conditions"]}
        if conditions.get("Ready") == "True":
            return True
    return False


def _kubelet(tools: Tools) -> None:
    settings = {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "authentication": {
            "anonymous": {"enabled": False},
            "webhook": {"enabled": True},
            "x509": {"clientCAFile": str(certificates.AUTHORITY)},
        },
        "authorization": {"mode": "Webhook"},
        "cgroupDriver": "cgroupfs",  # there need not be a systemd
        "failCgroupV1": False,
        "failSwapOn": False,
        "containerRuntimeEndpoint": f"unix://{SOCKET}",
        "clusterDNS": [DNS],
        "clusterDomain": "cluster.local",
        "maxPods": 250,
        # On a full disk the kubelet would delete even the sandbox's image, and no pod starts.
        "imageGCHighThresholdPercent": 100,
        "imageGCLowThresholdPercent": 99,
        "evictionHard": {
            "memory.available": "100Mi",
            "nodefs.available": "1%",
            "imagefs.available": "1%",
        },
        "tlsCertFile": str(certificates.certificate("kubelet")),
        "tlsPrivateKeyFile": str(certificates.key("kubelet")),
        "podLogsDir": str(STATE / "pods"),
    }
    path = STATE / "kubelet.json"
    processes.start(
        "kubelet",
        [
            tools.kubernetes_program("kubelet"),
            f"--config={path}",
            f"--kubeconfig={certificates.kubeconfig('kubelet')}",
            f"--hostname-override={NODE}",
            f"--node-ip={BRIDGE}",
            f"--root-dir={KUBELET}",
        ],
        file=(path, json.dumps(settings, indent=2)),
    )


def _proxy(tools: Tools) -> None:
    settings = {
        "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
        "kind": "KubeProxyConfiguration",
        "mode": "nftables",
        "clientConnection": {"kubeconfig": str(certificates.kubeconfig("proxy"))},
        "clusterCIDR": PODS,
        "hostnameOverride": NODE,
        "conntrack": {"maxPerCore": 0},  # the kernel's setting may not be ours to change
    }
    path = STATE / "proxy.json"
    program = tools.kubernetes_program("kube-proxy")
    text = json.dumps(settings, indent=2)
    processes.start("proxy", [program, f"--config={path}"], file=(path, text))
