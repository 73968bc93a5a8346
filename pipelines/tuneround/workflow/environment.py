"""Environment: the variables of our pods, from which they find the round and its bucket."""

from typing import Any

from tuneround.spec.round import TuningRound
from tuneround.spec.storage import Storage
from tuneround.store.environment import VARIABLES, environment_of
from tuneround.workflow.names import CREDENTIALS_SECRET, STORAGE_CONFIG
from tuneround.workflow.security import HOME_VARIABLES

NAMESPACE = "{{workflow.namespace}}"
PATIENCE_SECONDS = 300
"""How long a pod waits for a store that is away, for example while its own pod is replaced."""


CLUSTER_VARIABLES: list[dict[str, Any]] = [
    {"name": name, "value": value}
    for name, value in {
        **HOME_VARIABLES,
        "TUNEROUND_PREFIX": f"tuneround/{NAMESPACE}",
        "TUNEROUND_PATIENCE_SECONDS": str(PATIENCE_SECONDS),
    }.items()
]
"""What a pod gets that works for any round."""

CLUSTER_SOURCES: list[dict[str, Any]] = [
    {"configMapRef": {"name": STORAGE_CONFIG, "optional": True}},
    {"secretRef": {"name": CREDENTIALS_SECRET, "optional": True}},
]
"""The bucket and the credentials of the namespace.

Both are optional: without the ConfigMap the spec names the bucket, without the Secret boto3 finds
credentials by itself, for example a workload identity.
"""


def variables(round_: TuningRound) -> list[dict[str, Any]]:
    """Return what every pod of the round gets, as Kubernetes spells it."""
    found = {
        **{variable["name"]: variable["value"] for variable in CLUSTER_VARIABLES},
        "TUNEROUND_STUDY": round_.spec.study,
        "TUNEROUND_ROUND": round_.name,
        **_written_storage(round_.spec.storage),
    }
    return [{"name": name, "value": value} for name, value in found.items()]


def sources(round_: TuningRound) -> list[dict[str, Any]]:
    """Return the ConfigMap and the Secret that name the bucket and the credentials."""
    storage = round_.spec.storage
    config, credentials = CLUSTER_SOURCES
    if storage is not None and storage.credentials_secret is not None:
        credentials = {"secretRef": {"name": storage.credentials_secret}}
    return [credentials] if storage is not None and storage.names_a_place else [config, credentials]


def _written_storage(storage: Storage | None) -> dict[str, str]:
    if storage is None:
        return {}
    found = environment_of(storage)
    if not storage.names_a_place:
        found.pop(VARIABLES["bucket"])  # a default, which must not hide the cluster's bucket
    return found
