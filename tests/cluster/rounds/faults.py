"""Faults: what happens to pods in a real cluster, done on purpose."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from rounds.site import STORE, Site


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
    supervisor = _supervisor(site, pod)
    (program,) = [pid for pid in _pythons(site, pod) if _parent(pid) == supervisor]
    os.kill(program, signal.SIGKILL)


def kill_container(site: Site, pod: str) -> None:
    """Kill supervisor and program at once, with which the container ends: nobody can say why."""
    supervisor = _supervisor(site, pod)
    rest = [pid for pid in _pythons(site, pod) if pid != supervisor]
    for pid in (supervisor, *rest):
        with suppress(ProcessLookupError):  # the kernel may end what is left of the container
            os.kill(pid, signal.SIGKILL)


def restart_store(site: Site) -> None:
    """Delete the store's pod, and wait until the next one serves."""
    site.kubectl("delete", "pods", f"--selector=app.kubernetes.io/name={STORE}", "--wait=true")
    site.kubectl("rollout", "status", f"deployment/{STORE}", "--timeout=120s")


def _supervisor(site: Site, pod: str) -> int:
    """Return the Python process of a pod that no other one has started."""
    pythons = set(_pythons(site, pod))
    (supervisor,) = [pid for pid in pythons if _parent(pid) not in pythons]
    return supervisor


def _pythons(site: Site, pod: str) -> Iterator[int]:
    """Yield the Python processes of a pod: this machine is the node."""
    uid = site.get("pod", pod)["metadata"]["uid"]
    for group in Path("/proc").glob("[0-9]*/cgroup"):
        program = _read(group.with_name("cmdline")).partition("\0")[0]
        if uid in _read(group) and Path(program).name == "python":
            yield int(group.parent.name)


def _parent(pid: int) -> int:
    return int(_read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()[1])


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""  # it has ended meanwhile
