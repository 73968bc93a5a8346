"""Namespaces that enforce the restricted Pod Security Standard, with an account for Argo's pods."""

from typing import Any

from harness.argo_objects import GROUP, RBAC
from harness.kubectl import Kubectl
from harness.waiting import until

ENFORCED = {"pod-security.kubernetes.io/enforce": "restricted"}
EXECUTOR = "test-executor"  # the service account of Workflows that are not tuneround's


def create(kubectl: Kubectl, name: str) -> None:
    """Create a namespace unless it exists, and wait until pods may be created in it."""
    namespace = {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": name, "labels": ENFORCED},
    }
    kubectl.apply([namespace])
    kubectl.apply(_executor(name))
    until(
        f"The namespace {name} has its default service account",
        lambda: "serviceaccount/default" in _accounts(kubectl, name),
        seconds=30,
        next_step="Look at the controller-manager's log.",
    )


def _accounts(kubectl: Kubectl, namespace: str) -> list[str]:
    return kubectl("--namespace", namespace, "get", "serviceaccounts", "--output=name").split()


def _executor(namespace: str) -> list[dict[str, Any]]:
    metadata = {"name": EXECUTOR, "namespace": namespace}
    verbs = ["create", "patch"]
    rules = [{"apiGroups": [GROUP], "resources": ["workflowtaskresults"], "verbs": verbs}]
    subject = {"kind": "ServiceAccount", **metadata}
    reference = {"apiGroup": RBAC, "kind": "Role", "name": EXECUTOR}
    version = f"{RBAC}/v1"
    return [
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata},
        {"apiVersion": version, "kind": "Role", "metadata": metadata, "rules": rules},
        {
            "apiVersion": version,
            "kind": "RoleBinding",
            "metadata": metadata,
            "roleRef": reference,
            "subjects": [subject],
        },
    ]
