"""helm, and the chart as the tests install it."""

import json
from pathlib import Path
from typing import Any

from harness.cluster import Cluster
from harness.commands import output
from harness.images import ours, small

RELEASE = "tuneround"


def helm(cluster: Cluster, *arguments: str | Path, stdin: str | None = None) -> str:
    """Return what helm prints."""
    command = [cluster.helm, "--kubeconfig", cluster.kubectl.kubeconfig, *arguments]
    return output(command, stdin=stdin)


def install(cluster: Cluster, chart: Path, namespace: str, **values: Any) -> str:
    """Install or upgrade the chart with its development store, and wait until that serves.

    Args:
        cluster: where.
        chart: the chart's folder.
        namespace: of the release, and of its rounds.
        values: beside those that name the test's images. Without any, the release defines no kind,
            which all releases of a cluster share, and has no operator.

    """
    own = {
        "controlImage": ours.name("control"),
        "crd": {"install": False},
        "operator": {"enabled": False},
        "s3": {"enabled": True} if cluster.external else {"enabled": True, "image": small.STORE},
    }
    flags = [f"--namespace={namespace}", "--wait", "--timeout=120s", "--values=-"]
    text = json.dumps({**own, **values})
    helm(cluster, "upgrade", "--install", RELEASE, chart, *flags, stdin=text)
    return RELEASE
