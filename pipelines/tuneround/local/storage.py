"""Storage of a local round: docs/architecture.md, "Which storage"."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from tuneround.local.server import EmbeddedServer
from tuneround.local.workdir import Workdir
from tuneround.spec.storage import Storage
from tuneround.store.bucket import Bucket
from tuneround.store.client import open_bucket
from tuneround.store.environment import storage_from_environment

SHADOWING = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
"""Would lead boto3 past the embedded server's credentials."""

OWNER_PATIENCE_SECONDS = 2.0
"""The server's owner does not wait for it to come back: it restarts it."""


@dataclass(frozen=True)
class Place:
    """Where a round's objects lie.

    Attributes:
        storage: the bucket and the prefix.
        server: the embedded server that serves it; None: somebody else's does.

    """

    storage: Storage
    server: EmbeddedServer | None = None

    def open(self) -> Bucket:
        """Open the bucket."""
        if self.server is not None:
            return open_bucket(self.storage, patience_seconds=OWNER_PATIENCE_SECONDS)
        return open_bucket(self.storage)


def named_storage(written: Storage | None) -> Storage | None:
    """Return the storage that somebody named: the spec, else a pod's environment.

    A spec that says only `prefix` names no place; its prefix counts wherever the round lies.
    """
    if written is not None and {"endpoint", "bucket"} & written.model_fields_set:
        return written
    return storage_from_environment()


@contextmanager
def served_storage(written: Storage | None, workdir: Workdir) -> Iterator[Place]:
    """Yield the place of a round to be run; serve it from `workdir` where nobody else does.

    While an embedded server serves, its credentials are in this process's environment.

    Raises:
        StoreError: when the embedded server does not start.

    """
    storage = named_storage(written)
    if storage is not None:
        yield Place(storage)
        return
    with EmbeddedServer(workdir.root) as server, _environment(server.environment):
        yield Place(server.storage(written.prefix if written else None), server=server)


@contextmanager
def _environment(changes: Mapping[str, str]) -> Iterator[None]:
    """Set the variables of `changes`, and unset what outranks them, while the context lasts."""
    names = {*changes, *SHADOWING}
    before = {name: os.environ[name] for name in names if name in os.environ}
    _replace(names, changes)
    try:
        yield
    finally:
        _replace(names, before)


def _replace(names: set[str], values: Mapping[str, str]) -> None:
    for name in names:
        os.environ.pop(name, None)
    os.environ.update(values)
