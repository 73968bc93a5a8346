"""Taking the cluster down: pods first, since what holds them outlives containerd."""

import os
import signal
from pathlib import Path

from harness import containerd, controllers, network, processes
from harness.commands import output
from harness.failures import HarnessError
from harness.kubectl import Kubectl
from harness.places import KUBECONFIG, STATE
from harness.progress import say, step

CREATORS = (
    controllers.NAME,
    "controller-manager",
    "scheduler",
)  # they would replace what is deleted
CONTROL_GROUPS = Path("/sys/fs/cgroup")
PODS_SECONDS = 60


def remove() -> None:
    """End pods, then processes, then what they left in the kernel."""
    proxy = processes.find("proxy")
    kubelet = processes.find("kubelet")
    for name in CREATORS:
        processes.stop(name)
    if kubelet is not None and processes.find("apiserver") is not None:
        _delete_pods(Path(kubelet.command[0]).with_name("kubectl"))
    for name in ("kubelet", "proxy", "coredns"):
        processes.stop(name)
    if (STATE / "containerd.toml").exists():
        containerd.start()  # where it was killed, its containers still run
        containerd.remove_containers()
    for name in processes.names():
        processes.stop(name)
    if proxy is not None:
        output([proxy.command[0], "--cleanup"])
    _unmount()
    _remove_control_groups()
    network.remove()


def _delete_pods(program: Path) -> None:
    kubectl = Kubectl(program, KUBECONFIG)
    flags = ["--all", "--all-namespaces", "--grace-period=1", f"--timeout={PODS_SECONDS}s"]
    try:
        with step("Deleting all pods"):
            kubectl("delete", "pods", *flags)
    except HarnessError as error:
        say(f"Some pods are removed by force, since the kubelet did not end them: {error}")


def _unmount() -> None:
    lines = Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    mounted = [line.split()[1] for line in lines]
    for path in reversed(mounted):  # the inner ones come later
        if path.startswith(f"{STATE}/"):
            output(["umount", path])


def _remove_control_groups() -> None:
    for top in (*CONTROL_GROUPS.glob("kubepods"), *CONTROL_GROUPS.glob("*/kubepods")):
        for folder, _, _ in os.walk(top, topdown=False):
            _remove_control_group(Path(folder))


def _remove_control_group(folder: Path) -> None:
    """Remove a group; whatever still is in it is ours, and ends first."""
    for pid in (folder / "cgroup.procs").read_text(encoding="utf-8").split():
        os.kill(int(pid), signal.SIGKILL)
    folder.rmdir()
