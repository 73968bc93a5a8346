"""Argo Workflows from the binaries that are on this machine, if they are."""

import os
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

from harness import certificates, processes
from harness.argo_objects import NAMESPACE, objects
from harness.failures import HarnessError
from harness.images.small import EXECUTOR
from harness.kubectl import Kubectl
from harness.waiting import until

CONTROLLER = "workflow-controller"
PROGRAMS = (CONTROLLER, "argoexec", "argo")
ABSENT = (
    f"Argo's binaries {', '.join(PROGRAMS)} are needed on PATH or in the folder TUNEROUND_ARGO_BIN"
)


@dataclass(frozen=True)
class Argo:
    """Where Argo's binaries are."""

    controller: Path
    executor: Path
    client: Path


def find() -> Argo:
    """Return Argo's binaries from TUNEROUND_ARGO_BIN or PATH.

    Raises:
        HarnessError: some are absent; the message names them.

    """
    folder = os.environ.get("TUNEROUND_ARGO_BIN") or None
    found = {name: shutil.which(name, path=folder) for name in PROGRAMS}
    absent = [name for name, path in found.items() if path is None]
    if absent:
        where = f"TUNEROUND_ARGO_BIN={folder}" if folder else "PATH"
        raise HarnessError(f"{ABSENT}; got no {', '.join(absent)} in {where}.")
    return Argo(*(Path(str(found[name])).resolve() for name in PROGRAMS))


def start(argo: Argo, kubectl: Kubectl, requeue_time: str | None = None) -> None:
    """Start the controller unless it runs with these settings, and wait until it is at work.

    Args:
        argo: its binaries.
        kubectl: the cluster's.
        requeue_time: its DEFAULT_REQUEUE_TIME, such as 1s; None leaves Argo's own.

    """
    kubectl.apply(objects())
    kubectl(
        "wait", "--for=condition=Established", "customresourcedefinitions", "--all", "--timeout=60s"
    )
    settings = {"LEADER_ELECTION_DISABLE": "true"}
    if requeue_time is not None:
        settings["DEFAULT_REQUEUE_TIME"] = requeue_time
    command = [
        argo.controller,
        f"--kubeconfig={certificates.kubeconfig('argo')}",
        f"--namespace={NAMESPACE}",
        f"--executor-image={EXECUTOR}",
        "--executor-image-pull-policy=Never",
    ]
    processes.start(CONTROLLER, command, settings)
    until(
        "Argo's controller runs",
        lambda: processes.find(CONTROLLER) is not None,
        seconds=10,
        next_step="Look at its log.",
    )


def kill() -> None:
    """End the controller by SIGKILL, as a machine's death does."""
    processes.stop(CONTROLLER, signal.SIGKILL)
