"""Faults: what happens to pods in a real cluster, done on purpose."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

from rounds.site import STORE, Site

SUPERVISOR = "tuneround.cli.trial"


def delete(site: Site, pod: str) -> None:
    """Delete a pod, as somebody with kubectl does."""
    site.kubectl("delete", "pod", pod, "--wait=false")


def evict(site: Site, pod: str) -> None:
    """Evict a pod through the API, as the drain of a node does."""
    path = f"/api/v1/namespaces/{site.namespace}/pods/{pod}/eviction"
    metadata = {"name": pod, "namespace": site.namespace}
    eviction = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": metadata}
    site.kubectl("create", "--raw", path, "--filename=-", stdin=json.dumps(eviction))


def kill_program(site: Site, pod: str) -> None:
    """Kill the training program of a pod by SIGKILL; its supervisor lives on."""
    [program] = [pid for pid in _pythons(site, pod) if SUPERVISOR not in _words(pid)]
    os.kill(program, signal.SIGKILL)


def kill_container(site: Site, pod: str) -> None:
    """Kill the supervisor, with which the container ends: nothing in it can say why."""
    [supervisor] = [pid for pid in _pythons(site, pod) if SUPERVISOR in _words(pid)]
    os.kill(supervisor, signal.SIGKILL)


def restart_store(site: Site) -> None:
    """Delete the store's pod, and wait until the next one serves."""
    site.kubectl("delete", "pods", f"--selector=app.kubernetes.io/name={STORE}", "--wait=true")
    site.kubectl("rollout", "status", f"deployment/{STORE}", "--timeout=120s")


def _pythons(site: Site, pod: str) -> Iterator[int]:
    """Yield the Python processes of a pod: this machine is the node."""
    uid = site.get("pod", pod)["metadata"]["uid"]
    for group in Path("/proc").glob("[0-9]*/cgroup"):
        pid = int(group.parent.name)
        if uid in _read(group) and Path(_words(pid)[0]).name == "python":
            yield pid


def _words(pid: int) -> list[str]:
    return _read(Path(f"/proc/{pid}/cmdline")).split("\0")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""  # it has ended meanwhile
