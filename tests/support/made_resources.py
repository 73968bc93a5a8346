"""Resources: a round as the API server gives it, made for tests."""

from decimal import Decimal
from typing import Any

import yaml
from made_cluster_rounds import round_text


def stored(value: Any) -> Any:
    """Return `value` as it comes back from Kubernetes, whose JSON has one kind of number.

    >>> stored({"values": [1.0, 0.5, 1e20]})
    {'values': [1, 0.5, 100000000000000000000]}
    """
    match value:
        case dict():
            return {key: stored(inner) for key, inner in value.items()}
        case list() | tuple():
            return [stored(inner) for inner in value]
        case float() if value.is_integer() and abs(value) < 1e21:
            return int(Decimal(repr(value)))  # the shortest digits, as Go writes them
        case _:
            return value


def resource(name: str = "made-r1", namespace: str = "team-a", **sections: Any) -> dict[str, Any]:
    """Return a TuningRound whose trainer, budget and so on are extended by `sections`.

    It has what the API server and kubectl add.
    """
    return as_stored(yaml.safe_load(round_text(name, **sections)), namespace)


def as_stored(content: dict[str, Any], namespace: str = "team-a") -> dict[str, Any]:
    """Return what the API server makes of `content`."""
    own = content["metadata"]
    annotations = {"kubectl.kubernetes.io/last-applied-configuration": "{}"}
    metadata = {
        **own,
        "namespace": own.get("namespace", namespace),
        "annotations": own.get("annotations", {}) | annotations,
        "uid": "b2b9f6b2-7a7b-4e5b-9a53-7f5a1f4b5c11",
        "resourceVersion": "42",
        "generation": 1,
        "creationTimestamp": "2026-11-01T12:00:00Z",
        "managedFields": [{"manager": "kubectl", "operation": "Apply"}],
    }
    return stored({**content, "metadata": metadata, "status": {"state": "Running"}})
