"""Where the harness keeps its files, and the addresses of the cluster."""

import os
import tomllib
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
KEPT = REPOSITORY / ".tools"  # built tools and imported images, which outlive the cluster
STATE = KEPT / "cluster"  # deleted by `down`: every `up` after it is a fresh cluster
LOGS = STATE / "log"
KUBECONFIG = STATE / "kubeconfig"
CONTAINERS = KEPT / "containerd"
SOCKET = STATE / "containerd.sock"

NODE = "tuneround-node"
BRIDGE_NAME = "tuneround0"
BRIDGE = "10.88.0.1"  # the node's address on the network of pods
PODS = "10.88.0.0/16"
SERVICES = "10.96.0.0/16"
DNS = "10.96.0.10"
API_SERVER = "https://127.0.0.1:6443"


def external_kubeconfig() -> Path | None:
    """Return the kubeconfig of a cluster that is not ours, or None."""
    written = os.environ.get("TUNEROUND_KUBECONFIG")
    return Path(written).expanduser().resolve() if written else None


def version() -> str:
    """Return tuneround's version, the tag of its images."""
    text = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["project"]["version"])
