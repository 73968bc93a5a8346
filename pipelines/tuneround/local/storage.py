"""Storage of a local round: docs/architecture.md, "Which storage"."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tuneround.local.server import EmbeddedServer
from tuneround.local.workdir import Workdir
from tuneround.spec.storage import Storage
from tuneround.store.environment import storage_from_environment


@dataclass(frozen=True)
class Place:
    """Where a round's objects go.

    Attributes:
        storage: the bucket and the prefix.
        server: the embedded server that serves it, or None: somebody else's does.

    """

    storage: Storage
    server: EmbeddedServer | None = None


def named_storage(written: Storage | None) -> Storage | None:
    """Return the storage that somebody named: the spec, else a pod's environment.

    A spec that says only `prefix` names no place; its prefix counts wherever the round lies.
    """
    if written is not None and {"endpoint", "bucket"} & written.model_fields_set:
        return written
    return storage_from_environment()


@contextmanager
def reached_storage(written: Storage | None, workdir: Workdir) -> Iterator[Place]:
    """Yield the place of a round whose spec says `written`; serve it from `workdir` if need be.

    Raises:
        StoreError: when the embedded server does not start.

    """
    storage = named_storage(written)
    if storage is not None:
        yield Place(storage)
        return
    with EmbeddedServer(workdir.root) as server:
        yield Place(server.storage(written.prefix if written else None), server)
