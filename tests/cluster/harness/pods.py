"""Pods and Workflows that the restricted Pod Security Standard admits."""

from typing import Any

from harness.namespaces import EXECUTOR

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


def pod(name: str, image: str, command: list[str]) -> dict[str, Any]:
    """Return a pod that does one thing once."""
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name},
        "spec": {
            "restartPolicy": "Never",
            "automountServiceAccountToken": False,
            "securityContext": POD_SECURITY,
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
            "securityContext": POD_SECURITY,
            "templates": [{"name": "main", "container": _container(image, command)}],
        },
    }


def _container(image: str, command: list[str]) -> dict[str, Any]:
    return {
        "name": "main",
        "image": image,
        "imagePullPolicy": "IfNotPresent",
        "command": command,
        "securityContext": CONTAINER_SECURITY,
    }
