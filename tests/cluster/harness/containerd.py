"""containerd, which runs the containers and keeps their images."""

import json
from pathlib import Path

from harness import processes
from harness.commands import output
from harness.failures import HarnessError
from harness.network import PLUGINS, SETTINGS
from harness.places import CONTAINERS, SOCKET, STATE
from harness.waiting import until

NAME = "containerd"
NAMESPACE = "k8s.io"  # the kubelet's, in containerd's own sense of the word
PAUSE = "localhost/tuneround/pause:1"

# restrict_oom_score_adj: without the capability CAP_SYS_RESOURCE no sandbox starts otherwise.
CONFIGURATION = f"""\
version = 2
root = "{CONTAINERS}"
state = "{STATE / "containerd"}"
disabled_plugins = ["io.containerd.internal.v1.opt"]
[grpc]
  address = "{SOCKET}"
[plugins."io.containerd.grpc.v1.cri"]
  restrict_oom_score_adj = true
  sandbox_image = "{PAUSE}"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "{PLUGINS}"
    conf_dir = "{SETTINGS}"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
"""


def start() -> None:
    """Start containerd unless it runs, and wait until it answers."""
    path = STATE / "containerd.toml"
    command: list[str | Path] = [Path("/usr/bin/containerd"), "--config", path]
    processes.start(NAME, command, file=(path, CONFIGURATION))

    def ready() -> bool:
        processes.require(NAME)
        try:
            control("version")
        except HarnessError:
            return False
        return True

    until("containerd answers", ready, seconds=30, next_step="Look at its log.")


def control(*arguments: str | Path) -> str:
    """Return what containerd's own command prints."""
    return output(["ctr", "--address", SOCKET, "--namespace", NAMESPACE, *arguments])


def remove_containers() -> None:
    """End and forget every container, and the networks of those that nobody took down."""
    networks = {path for name in _listed("containers") for path in _networks(name)}
    _delete("tasks", "--force")
    _delete("containers")
    for path in sorted(networks):
        if path.exists():
            output(["ip", "netns", "delete", path.name])


def _listed(kind: str) -> list[str]:
    return control(kind, "list", "--quiet").split()


def _delete(kind: str, *flags: str) -> None:
    until(
        f"containerd's {kind} are gone",
        lambda: _deleted(kind, *flags),
        seconds=60,
        next_step="Look at its log.",
    )


def _deleted(kind: str, *flags: str) -> bool:
    """Try to delete all of a kind; say whether none is left."""
    for name in _listed(kind):
        try:
            control(kind, "delete", *flags, name)
        except HarnessError:
            return False  # containerd deletes what ended, too, and may have been quicker
    return not _listed(kind)


def _networks(container: str) -> list[Path]:
    spec = json.loads(control("containers", "info", container))["Spec"]
    return [
        Path(entry["path"])
        for entry in spec["linux"]["namespaces"]
        if entry["type"] == "network" and entry.get("path")
    ]
