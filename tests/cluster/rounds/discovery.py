"""Discovery: a namespace's pods as Prometheus' own discovery of Kubernetes describes them.

Debian builds Prometheus without that discovery. Here it reads a file of the same labels instead,
and the rules of docs/metrics.md choose among them as they would in a cluster.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rounds.site import Site

META = "__meta_kubernetes_"


@dataclass(frozen=True)
class Discovery:
    """The file from which Prometheus learns of a site's pods.

    Attributes:
        site: whose pods.
        file: read again by Prometheus whenever it changes.

    """

    site: Site
    file: Path

    def refresh(self) -> None:
        """Write which pods there are now."""
        pods = self.site.get("pods")["items"]
        targets = [target for pod in pods for target in _targets(pod)]
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps(targets), encoding="utf-8")
        fresh.replace(self.file)

    def job(self, documented: dict[str, Any]) -> dict[str, Any]:
        """Return the documented job with this file in the place of Kubernetes."""
        (role,) = documented["kubernetes_sd_configs"]
        assert role == {"role": "pod"}
        files = [{"files": [str(self.file)], "refresh_interval": "1s"}]
        rest = {key: value for key, value in documented.items() if key != "kubernetes_sd_configs"}
        return {**rest, "file_sd_configs": files}


def _targets(pod: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a target for each port of each container, and one for a container without any."""
    address = pod["status"].get("podIP")
    if address is None:
        return
    metadata = pod["metadata"]
    labels = {
        f"{META}namespace": metadata["namespace"],
        f"{META}pod_name": metadata["name"],
        f"{META}pod_phase": pod["status"]["phase"],
    }
    for name, value in (metadata.get("annotations") or {}).items():
        labels[f"{META}pod_annotation_{re.sub(r'[^a-zA-Z0-9_]', '_', name)}"] = value
    for container in pod["spec"]["containers"]:
        for port in container.get("ports") or [{}]:
            named = {**labels, f"{META}pod_container_name": container["name"]}
            if port:
                named[f"{META}pod_container_port_name"] = port.get("name", "")
                named[f"{META}pod_container_port_number"] = str(port["containerPort"])
            yield {
                "targets": [f"{address}:{port['containerPort']}" if port else address],
                "labels": named,
            }
