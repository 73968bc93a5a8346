"""Argo's controller, as a thing that a test may kill and start: ours, or another cluster's."""

import http.client
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from harness import certificates, processes
from harness.argo_objects import NAMESPACE
from harness.images.small import EXECUTOR
from harness.kubectl import Kubectl
from harness.waiting import until

NAME = "workflow-controller"
PORT = 6060  # where the controller says how it is
REQUEUE = "DEFAULT_REQUEUE_TIME"


class Controller(Protocol):
    """What a test may do to Argo's controller."""

    def start(self, requeue_time: str | None = None) -> None:
        """Start it unless it runs with that DEFAULT_REQUEUE_TIME; None leaves Argo's own."""

    def kill(self) -> None:
        """End it as a machine's death does, with no time to clean up."""


@dataclass(frozen=True)
class ProcessController:
    """The controller as a process of this machine."""

    program: Path

    def start(self, requeue_time: str | None = None) -> None:
        """Start it, and wait until it answers."""
        settings = {"LEADER_ELECTION_DISABLE": "true"}  # else a restart waits for a dead leader
        if requeue_time is not None:
            settings[REQUEUE] = requeue_time
        processes.start(NAME, self._command(), settings=settings)
        until("Argo's controller answers", _answers, seconds=30, next_step="Look at its log.")

    def ensure(self) -> None:
        """Start it unless it runs, with whatever DEFAULT_REQUEUE_TIME a test gave it."""
        found = processes.find(NAME)
        if found is None or found.command != self._command():
            self.start()

    def kill(self) -> None:
        """End it by SIGKILL."""
        processes.stop(NAME, signal.SIGKILL)

    def _command(self) -> list[str]:
        return [
            str(self.program),
            f"--kubeconfig={certificates.kubeconfig('argo')}",
            f"--namespace={NAMESPACE}",
            f"--executor-image={EXECUTOR}",
            "--executor-image-pull-policy=Never",
        ]


@dataclass(frozen=True)
class DeploymentController:
    """The controller as its release manifest installs it, in the namespace argo."""

    kubectl: Kubectl

    def start(self, requeue_time: str | None = None) -> None:
        """Scale it to one pod, and wait until that is available."""
        setting = f"{REQUEUE}-" if requeue_time is None else f"{REQUEUE}={requeue_time}"
        self._kubectl("set", "env", f"deployment/{NAME}", setting)
        self._kubectl("scale", f"deployment/{NAME}", "--replicas=1")
        self._kubectl("rollout", "status", f"deployment/{NAME}", "--timeout=120s")

    def kill(self) -> None:
        """Scale it to none, and delete its pod at once."""
        self._kubectl("scale", f"deployment/{NAME}", "--replicas=0")
        flags = ["--grace-period=0", "--force", "--ignore-not-found"]
        self._kubectl("delete", "pods", f"--selector=app={NAME}", *flags)

    def _kubectl(self, *arguments: str) -> None:
        self.kubectl("--namespace", NAMESPACE, *arguments)


def _answers() -> bool:
    processes.require(NAME)
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()
