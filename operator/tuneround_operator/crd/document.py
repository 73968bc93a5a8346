"""Document: the whole CustomResourceDefinition of TuningRound."""

from typing import Any

from tuneround.spec.reference import Schema
from tuneround.spec.round import API_VERSION, TuningRound

from tuneround_operator.crd.rules import ROOT, RULES
from tuneround_operator.crd.schema import structural
from tuneround_operator.status import RoundStatus

GROUP, VERSION = API_VERSION.split("/")
PLURAL = "tuningrounds"
NAMES = {
    "kind": "TuningRound",
    "listKind": "TuningRoundList",
    "plural": PLURAL,
    "singular": "tuninground",
    "shortNames": ["tr"],
    "categories": ["all"],
}
COLUMNS = (
    ("Goal", "string", ".spec.goal", 0),
    ("State", "string", ".status.state", 0),
    ("Trials", "string", ".status.progress", 0),
    ("Best", "number", ".status.best.value", 0),
    ("Verdict", "string", ".status.verdict", 0),
    ("Age", "date", ".metadata.creationTimestamp", 0),
    ("Study", "string", ".spec.study", 1),
    ("Report", "string", ".status.report", 1),
)
"""Name, type, path, and priority: 1 is shown by `-o wide`. Kubernetes trims none of them."""


def definition() -> dict[str, Any]:
    """Return the CustomResourceDefinition."""
    version = {
        "name": VERSION,
        "served": True,
        "storage": True,
        "subresources": {"status": {}},
        "additionalPrinterColumns": [
            {"name": name, "type": kind, "jsonPath": path, "priority": priority}
            for name, kind, path, priority in COLUMNS
        ],
        "schema": {"openAPIV3Schema": _root()},
    }
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{PLURAL}.{GROUP}"},
        "spec": {"group": GROUP, "names": NAMES, "scope": "Namespaced", "versions": [version]},
    }


def _root() -> Schema:
    root = structural(TuningRound, RULES)
    properties = root["properties"]
    for field in ("apiVersion", "kind"):
        del properties[field]["enum"]  # the API server sees to them
    # And to this, with descriptions of its own.
    properties["metadata"] = {"type": "object", "properties": {"name": {"type": "string"}}}
    status = structural(RoundStatus, {})
    conditions = {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["type"]}
    status["properties"]["conditions"] |= conditions
    return {
        **root,
        "properties": {**properties, "status": status},
        "x-kubernetes-validations": [rule.validation() for rule in ROOT],
    }
