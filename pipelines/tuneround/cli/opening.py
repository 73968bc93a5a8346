"""Opening: a round's file made into its place in a bucket, for one command.

The bucket of a local round is a folder, and is read as one: no server is started, and that of a
runner at work is not disturbed. Objects appear there whole either way.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from tuneround.cli.whereabouts import Whereabouts
from tuneround.local.server import BUCKET
from tuneround.local.workdir import RoundPaths, Workdir
from tuneround.records.result import Result
from tuneround.spec.reading import read_round
from tuneround.spec.round import TuningRound
from tuneround.spec.storage import Storage
from tuneround.store.bucket import Bucket, NoSuchObjectError, StoreError
from tuneround.store.client import open_bucket
from tuneround.store.directory import DirectoryBucket
from tuneround.store.environment import round_keys, storage_from_environment
from tuneround.store.override import Override
from tuneround.store.rounds import RoundStore

if TYPE_CHECKING:
    from tuneround.cluster.workflows import Workflows


@dataclass(frozen=True)
class OpenedRound:
    """A round that a command works on.

    Attributes:
        place: where the round lies, for a person.
        store: the round in its bucket.
        paths: its files on this machine.
        workflows: those of the round, where a cluster was asked.

    """

    place: str
    store: RoundStore
    paths: RoundPaths
    workflows: "Workflows | None" = None


@contextmanager
def opened_round(file: Path, where: Whereabouts, *, writes: bool = False) -> Iterator[OpenedRound]:
    """Read `file`, and open its round where it lies: docs/architecture.md, "Which storage".

    Args:
        file: the round's YAML.
        where: what the command's options say.
        writes: whether the command changes the round; a local runner is then kept out.

    Raises:
        SpecError: when the file is wrong.
        StoreError: when the bucket cannot be opened.
        ClusterError: when the cluster does not say where it is.
        WorkdirBusyError: when a local runner is at work, and `writes`.

    """
    with opened(read_round(file), where, writes=writes) as found:
        yield found


@contextmanager
def opened(
    round_: TuningRound, where: Whereabouts, *, writes: bool = False
) -> Iterator[OpenedRound]:
    """Open `round_` where it lies; arguments and errors are those of `opened_round`."""
    folder = Workdir(where.workdir)
    paths = folder.round(round_.spec.study, round_.name)
    if where.on_cluster:
        from tuneround.cli.cluster import found_round

        found = found_round(round_, where)
        with found.opened() as (store, place, how):
            if how:
                print(f"The bucket is reached {how}.", file=sys.stderr)
            yield OpenedRound(place, store, paths, found.workflows)
        return
    override, written = where.override, round_.spec.storage
    named = storage_from_environment(written)
    is_local = named is None and not override.names_a_place
    keys = round_keys(round_, override.over(named or written))
    bucket, place = _local(folder) if is_local else _remote(override, named or written)
    with folder.lock() if writes and is_local else nullcontext():
        yield OpenedRound(f"{place}/{keys.root}", RoundStore(bucket, keys), paths)


def _local(folder: Workdir) -> tuple[Bucket, str]:
    root = folder.root / "s3" / BUCKET
    return DirectoryBucket(root), str(root)


def _remote(override: Override, storage: Storage | None) -> tuple[Bucket, str]:
    storage = override.over(storage)
    return open_bucket(storage, profile=override.profile), f"s3://{storage.bucket}"


def stored_result(store: RoundStore) -> Result:
    """Return the result that stands.

    Raises:
        StoreError: when the round has not been aggregated, or result.json is none.

    """
    result = stored_result_or_none(store)
    if result is None:
        raise StoreError(
            f"A round has a result once it is aggregated; got no `{store.keys.result}`. "
            "Run `tuneround run FILE`, or `tuneround aggregate FILE` for what is there already."
        )
    return result


def stored_result_or_none(store: RoundStore) -> Result | None:
    """Return the result that stands, or None before the first aggregation.

    Raises:
        StoreError: when result.json holds something else.

    """
    try:
        return Result.model_validate_json(store.bucket.get(store.keys.result))
    except NoSuchObjectError:
        return None
    except ValidationError as error:
        raise StoreError(
            f"`{store.keys.result}` holds a result; got something else. "
            "Write it anew: tuneround aggregate FILE."
        ) from error
