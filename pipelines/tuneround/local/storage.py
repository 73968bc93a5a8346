"""Storage of a local round: docs/architecture.md, "Which storage"."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from tuneround.local.server import EmbeddedServer
from tuneround.local.workdir import Workdir
from tuneround.spec.storage import Storage
from tuneround.store.bucket import Bucket
from tuneround.store.client import open_bucket
from tuneround.store.environment import storage_from_environment

OWNER_PATIENCE_SECONDS = 5.0
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

    @property
    def credentials(self) -> Mapping[str, str]:
        """The embedded server's, as variables; none for a server that boto3 has some for."""
        return {} if self.server is None else self.server.environment

    def open(self) -> Bucket:
        """Open the bucket."""
        if self.server is None:
            return open_bucket(self.storage)
        return open_bucket(
            self.storage,
            patience_seconds=OWNER_PATIENCE_SECONDS,
            credentials=self.credentials,
        )


@contextmanager
def served_storage(written: Storage | None, workdir: Workdir) -> Iterator[Place]:
    """Yield the place of a round to be run; serve it from `workdir` where nobody else does.

    Raises:
        StoreError: when the embedded server does not start.

    """
    storage = storage_from_environment(written)
    if storage is not None:
        yield Place(storage)
        return
    with EmbeddedServer(workdir.root) as server:
        yield Place(server.storage(written.prefix if written else None), server=server)
