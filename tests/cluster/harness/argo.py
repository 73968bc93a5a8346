"""Argo Workflows: found on this machine or in the cluster, never built or fetched."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from harness.argo_objects import NAMESPACE, objects
from harness.commands import output
from harness.controllers import NAME, Controller, DeploymentController, ProcessController
from harness.failures import HarnessError
from harness.images import small, transfer
from harness.kubectl import Kubectl

CLIENT = "argo"
PROGRAMS = (NAME, "argoexec", CLIENT)
ESTABLISHED = ("wait", "--for=condition=Established", "customresourcedefinitions", "--all")


@dataclass(frozen=True)
class Argo:
    """A cluster's Argo: its command `argo`, and its controller."""

    client: Path
    controller: Controller
    kubectl: Kubectl

    def __call__(self, *arguments: str, stdin: str | None = None) -> str:
        """Return what `argo` prints. It asks the API server: there is no Argo server.

        Raises:
            HarnessError: argo refuses, or the Workflow that it waits for fails.

        """
        command: list[str | Path] = [
            self.client,
            "--kubeconfig",
            self.kubectl.kubeconfig,
            *arguments,
        ]
        return output(command, stdin=stdin)


def define(kubectl: Kubectl) -> None:
    """Give the cluster Argo's kinds, rights and settings: our chart needs the kinds."""
    kubectl.apply(objects())
    kubectl(*ESTABLISHED, "--timeout=60s")


def start(kubectl: Kubectl) -> Argo:
    """Start the controller from the binaries of this machine, unless it runs.

    Raises:
        HarnessError: some binary is absent.

    """
    found = _find(PROGRAMS)
    transfer.ensure(small.executor(found["argoexec"]))
    controller = ProcessController(found[NAME])
    controller.ensure()
    return Argo(found[CLIENT], controller, kubectl)


def of_cluster(kubectl: Kubectl) -> Argo:
    """Return the Argo that a cluster has already.

    Raises:
        HarnessError: it has none, or the command `argo` is absent.

    """
    deployments = kubectl("--namespace", NAMESPACE, "get", "deployments", "--output=name")
    if f"deployment.apps/{NAME}" not in deployments.split():
        raise HarnessError(
            f"Argo's controller must be the deployment {NAME} in the namespace {NAMESPACE}; "
            f"got {deployments.split()}. Install it: docs/kind.md."
        )
    return Argo(_find((CLIENT,))[CLIENT], DeploymentController(kubectl), kubectl)


def _find(programs: tuple[str, ...]) -> dict[str, Path]:
    folder = os.environ.get("TUNEROUND_ARGO_BIN") or None
    found = {name: shutil.which(name, path=folder) for name in programs}
    absent = [name for name, path in found.items() if path is None]
    if absent:
        where = f"the folder TUNEROUND_ARGO_BIN={folder}" if folder else "any folder of PATH"
        raise HarnessError(
            f"Argo's binaries must be on PATH or in the folder TUNEROUND_ARGO_BIN; "
            f"got no {' and no '.join(absent)} in {where}. "
            "Take them from a release of Argo Workflows, 4.1 or newer."
        )
    return {name: Path(str(path)).resolve() for name, path in found.items()}
