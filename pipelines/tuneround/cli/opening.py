"""Opening: a round's file made into its place in a bucket, for one command."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tuneround.local.server import EmbeddedServer
from tuneround.local.workdir import RoundPaths, Workdir
from tuneround.spec.reading import read_round
from tuneround.spec.round import TuningRound
from tuneround.spec.storage import Storage
from tuneround.store.client import open_bucket
from tuneround.store.environment import round_keys, storage_from_environment
from tuneround.store.rounds import RoundStore


@dataclass(frozen=True)
class OpenedRound:
    """A round that a command works on.

    Attributes:
        round: the file's content.
        text: the file as written.
        storage: where the round lies.
        store: the round in its bucket.
        paths: its files on this machine.

    """

    round: TuningRound
    text: str
    storage: Storage
    store: RoundStore
    paths: RoundPaths

    @property
    def place(self) -> str:
        """Where the round lies, for a person."""
        return f"s3://{self.storage.bucket}/{self.store.keys.root}"


@contextmanager
def opened_round(file: Path, workdir: Path) -> Iterator[OpenedRound]:
    """Read `file`, reach its storage (docs/architecture.md, "Which storage"), and open the round.

    Raises:
        SpecError: when the file is wrong.
        StoreError: when the storage cannot be reached.

    """
    round_ = read_round(file)
    place = Workdir(workdir)
    with reached_storage(round_.spec.storage, place) as storage:
        store = RoundStore(open_bucket(storage), round_keys(round_, storage))
        paths = place.round(round_.spec.study, round_.name)
        yield OpenedRound(round_, file.read_text("utf-8"), storage, store, paths)


@contextmanager
def reached_storage(named: Storage | None, workdir: Workdir) -> Iterator[Storage]:
    """Yield the storage of a round: the spec's, a pod's, or the working directory's own server.

    Raises:
        InputError: when there is nothing of local rounds in the working directory.

    """
    storage = named if _names_a_place(named) else storage_from_environment()
    if storage is not None:
        yield storage
        return
    with EmbeddedServer(workdir.root) as server:
        yield server.storage(named.prefix if named else None)


def _names_a_place(storage: Storage | None) -> bool:
    return storage is not None and bool({"endpoint", "bucket"} & storage.model_fields_set)
