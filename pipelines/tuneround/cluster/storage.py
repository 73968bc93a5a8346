"""Storage: the bucket of a cluster's rounds, found and reached from outside of the cluster."""

import socket
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from pydantic import ValidationError

from tuneround.cluster.api import CONFIG_MAPS, SECRETS, Api
from tuneround.cluster.failures import AbsentError, ClusterError
from tuneround.cluster.forwarding import forwarded
from tuneround.cluster.service import PodService
from tuneround.spec.storage import Storage
from tuneround.store.environment import VARIABLES
from tuneround.store.override import Override
from tuneround.workflow.names import CREDENTIALS_SECRET, STORAGE_CONFIG

KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


class NoStorageError(ClusterError):
    """Neither the round nor its namespace says where its bucket is."""


@dataclass(frozen=True)
class ClusterStorage:
    """Where a cluster keeps a round.

    Attributes:
        storage: bucket, prefix, endpoint and region, as pods see them unless overridden.
        credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of the pods; empty: boto3 finds
            some on this machine.
        profile: of AWS's configuration files, instead of credentials.

    """

    storage: Storage
    credentials: Mapping[str, str]
    profile: str | None = None


def cluster_storage(
    api: Api, namespace: str, written: Storage | None, override: Override
) -> ClusterStorage:
    """Return where pods of `namespace` keep a round.

    Args:
        api: the cluster.
        namespace: the round's.
        written: what its spec says; a place in it outranks the namespace's ConfigMap.
        override: what stands instead.

    Raises:
        NoStorageError: nobody names a bucket.

    """
    place = override.over(_place(api, namespace, written, override))
    prefix = place.prefix or f"tuneround/{namespace}"
    secret = place.credentials_secret or CREDENTIALS_SECRET
    return ClusterStorage(
        storage=place.model_copy(update={"prefix": prefix}),
        credentials={} if override.profile else _credentials(api, namespace, secret),
        profile=override.profile,
    )


@contextmanager
def reached(api: Api, namespace: str, storage: Storage) -> Iterator[tuple[Storage, str]]:
    """Yield `storage` with an endpoint that this machine reaches, and a remark on how.

    An endpoint that only the cluster's own DNS knows is reached by a port-forward, for as long as
    the context lasts.

    Raises:
        ClusterError: no pod is ready behind the endpoint's Service.

    """
    service = _hidden_service(api, namespace, storage.endpoint)
    if service is None:
        yield storage, ""
        return
    with forwarded(service) as port:
        endpoint = f"http://127.0.0.1:{port}"
        yield storage.model_copy(update={"endpoint": endpoint}), f"by a port-forward to {service}"


def _place(api: Api, namespace: str, written: Storage | None, override: Override) -> Storage | None:
    if written is not None and written.names_a_place:
        return written
    if {"bucket", "endpoint"} <= override.fields.keys():
        return written
    try:
        found = api.get(CONFIG_MAPS, namespace, STORAGE_CONFIG).get("data") or {}
    except AbsentError as error:
        raise NoStorageError(
            f"A round on a cluster has a bucket. Got neither `spec.storage` nor the ConfigMap "
            f"`{STORAGE_CONFIG}` in namespace `{namespace}`. Add the namespace to the chart's "
            "`namespaces`, write `spec.storage`, or name another namespace: --namespace."
        ) from error
    fields = {field: found[name] for field, name in VARIABLES.items() if found.get(name)}
    said = {} if written is None else written.model_dump(exclude_none=True, exclude_unset=True)
    try:
        return Storage.model_validate({**fields, **said})
    except ValidationError as error:
        raise ClusterError(
            f"The ConfigMap `{STORAGE_CONFIG}` describes a bucket as `storage` in a spec does. "
            f"{'; '.join(e['msg'] for e in error.errors())}. Correct the chart's values."
        ) from error


def _credentials(api: Api, namespace: str, secret: str) -> dict[str, str]:
    try:
        found = api.get(SECRETS, namespace, secret).get("data") or {}
    except AbsentError:
        return {}
    return {key: b64decode(found[key]).decode() for key in KEYS if key in found}


def _hidden_service(api: Api, namespace: str, endpoint: str | None) -> PodService | None:
    url = urlsplit(endpoint or "")
    host, port = url.hostname or "", url.port or (443 if url.scheme == "https" else 80)
    if not host or _resolves(host, port):
        return None
    service = PodService.find(api, host, port, namespace)
    if service is not None and url.scheme == "https":
        raise ClusterError(
            f"A port-forward carries http. Got the endpoint {endpoint}, which is https, of "
            f"{service}. Say how this machine reaches the bucket: --storage endpoint=URL."
        )
    return service


def _resolves(host: str, port: int) -> bool:
    try:
        socket.getaddrinfo(host, port)
    except (OSError, UnicodeError):
        return False
    return True
