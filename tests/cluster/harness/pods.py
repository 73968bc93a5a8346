"""Pods and Workflows that the restricted Pod Security Standard admits."""

import json
from typing import Any

from harness.kubectl import Kubectl
from harness.namespaces import EXECUTOR
from harness.waiting import until

FINAL = {"Succeeded", "Failed", "Error"}

POD_SECURITY = {
    "runAsNonRoot": True,
    "runAsUser": 1000,
    "seccompProfile": {"type": "RuntimeDefault"},
}
CONTAINER_SECURITY = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}
# What the standard asks of the containers that Argo adds.
OF_ARGO = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
PATCH = {
    "initContainers": [{"name": "init", "securityContext": OF_ARGO}],
    "containers": [{"name": "wait", "securityContext": OF_ARGO}],
}


def pod(name: str, image: str, command: list[str]) -> dict[str, Any]:
    """Return a pod that does one thing once."""
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name},
        "spec": {
            "restartPolicy": "Never",
            "automountServiceAccountToken": False,
            "securityContext": dict(POD_SECURITY),
            "containers": [_container(image, command)],
        },
    }


def workflow(name: str, image: str, command: list[str]) -> dict[str, Any]:
    """Return a Workflow of one pod."""
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Workflow",
        "metadata": {"name": name},
        "spec": {
            "entrypoint": "main",
            "serviceAccountName": EXECUTOR,
            "securityContext": dict(POD_SECURITY),
            "podSpecPatch": json.dumps(PATCH),
            "templates": [{"name": "main", "container": _container(image, command)}],
        },
    }


def _container(image: str, command: list[str]) -> dict[str, Any]:
    return {
        "name": "main",
        "image": image,
        "imagePullPolicy": "IfNotPresent",
        "command": command,
        "securityContext": dict(CONTAINER_SECURITY),
    }


def final_phase(kubectl: Kubectl, namespace: str, what: str, *, seconds: float = 90) -> str:
    """Wait until a pod or a Workflow is done, and return how it ended.

    Args:
        kubectl: the cluster's.
        namespace: where it is.
        what: such as pod/name or workflow/name.
        seconds: to wait at most.

    """

    def phase() -> str:
        found = kubectl.get("--namespace", namespace, what)
        return str(found.get("status", {}).get("phase", ""))

    until(
        f"{what} in {namespace} is done",
        lambda: phase() in FINAL,
        seconds=seconds,
        next_step=f"Look at it: kubectl --namespace {namespace} describe {what}",
    )
    return phase()
