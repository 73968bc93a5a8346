"""What Argo's controller finds in the cluster: its kinds, its rights and its settings."""

import json
from typing import Any

NAMESPACE = "argo"
GROUP = "argoproj.io"
RBAC = "rbac.authorization.k8s.io"
# Kind, plural, and whether its objects lie in namespaces.
KINDS = (
    ("Workflow", "workflows", True),
    ("WorkflowTemplate", "workflowtemplates", True),
    ("ClusterWorkflowTemplate", "clusterworkflowtemplates", False),
    ("CronWorkflow", "cronworkflows", True),
    ("WorkflowTaskSet", "workflowtasksets", True),
    ("WorkflowTaskResult", "workflowtaskresults", True),
    ("WorkflowArtifactGCTask", "workflowartifactgctasks", True),
    ("WorkflowEventBinding", "workfloweventbindings", True),
)
STATUS_IS_APART = {"WorkflowTaskSet", "WorkflowArtifactGCTask"}
SHORT_NAMES = {"Workflow": ["wf"], "WorkflowTemplate": ["wftmpl"]}


def objects() -> list[dict[str, Any]]:
    """Return everything, for `kubectl apply`."""
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}
    definitions = [_definition(*kind) for kind in KINDS]
    return [namespace, *definitions, *_rights(), _settings()]


def _definition(kind: str, plural: str, namespaced: bool) -> dict[str, Any]:
    """Define a kind without a schema: the controller checks what it reads."""
    anything = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    schema = {"openAPIV3Schema": {**anything, "properties": {"status": anything}}}
    phase = {"name": "Status", "type": "string", "jsonPath": ".status.phase"}
    version = {
        "name": "v1alpha1",
        "served": True,
        "storage": True,
        "schema": schema,
        "subresources": {"status": {}} if kind in STATUS_IS_APART else {},
        "additionalPrinterColumns": [phase] if kind == "Workflow" else [],
    }
    names = {
        "kind": kind,
        "listKind": f"{kind}List",
        "plural": plural,
        "singular": kind.lower(),
        "shortNames": SHORT_NAMES.get(kind, []),
    }
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{plural}.{GROUP}"},
        "spec": {
            "group": GROUP,
            "names": names,
            "scope": "Namespaced" if namespaced else "Cluster",
            "versions": [version],
        },
    }


def _rights() -> list[dict[str, Any]]:
    every = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
    rules = [
        # The controller is the test cluster's own: which rights ours need is the chart's matter.
        {"apiGroups": [GROUP], "resources": ["*"], "verbs": every},
        {"apiGroups": [""], "resources": ["pods", "persistentvolumeclaims"], "verbs": every},
        {"apiGroups": [""], "resources": ["pods/exec"], "verbs": ["create"]},
        {"apiGroups": ["", "events.k8s.io"], "resources": ["events"], "verbs": ["create", "patch"]},
        {
            "apiGroups": [""],
            "resources": ["configmaps", "namespaces", "secrets", "serviceaccounts"],
            "verbs": ["get", "list", "watch"],
        },
        {"apiGroups": ["policy"], "resources": ["poddisruptionbudgets"], "verbs": every},
    ]
    name = {"name": "argo"}
    role = {"apiVersion": f"{RBAC}/v1", "kind": "ClusterRole", "metadata": name, "rules": rules}
    binding = {
        "apiVersion": f"{RBAC}/v1",
        "kind": "ClusterRoleBinding",
        "metadata": name,
        "roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", **name},
        "subjects": [{"apiGroup": RBAC, "kind": "User", **name}],
    }
    return [role, binding]


def _settings() -> dict[str, Any]:
    """Return the controller's settings: Argo's defaults, so that Workflows must fit those.

    Only its metrics are off, whose port belongs to this machine.
    """
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "workflow-controller-configmap", "namespace": NAMESPACE},
        "data": {"metricsConfig": json.dumps({"enabled": False})},  # JSON is YAML
    }
