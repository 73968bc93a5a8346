"""Opening: a round's file made into its place in a bucket, for one command.

The bucket of a local round is a folder, and is read as one: no server is started, and that of a
runner at work is not disturbed. Objects appear there whole either way.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from tuneround.local.server import BUCKET
from tuneround.local.workdir import RoundPaths, Workdir
from tuneround.records.result import Result
from tuneround.spec.reading import read_round
from tuneround.spec.storage import Storage
from tuneround.store.bucket import Bucket, NoSuchObjectError, StoreError
from tuneround.store.client import open_bucket
from tuneround.store.directory import DirectoryBucket
from tuneround.store.environment import round_keys, storage_from_environment
from tuneround.store.rounds import RoundStore


@dataclass(frozen=True)
class OpenedRound:
    """A round that a command works on.

    Attributes:
        place: where the round lies, for a person.
        store: the round in its bucket.
        paths: its files on this machine.

    """

    place: str
    store: RoundStore
    paths: RoundPaths


@contextmanager
def opened_round(file: Path, workdir: Path, *, writes: bool = False) -> Iterator[OpenedRound]:
    """Read `file`, and open its round where it lies: docs/architecture.md, "Which storage".

    Args:
        file: the round's YAML.
        workdir: folder of local rounds.
        writes: whether the command changes the round; a local runner is then kept out.

    Raises:
        SpecError: when the file is wrong.
        StoreError: when the bucket cannot be opened.
        WorkdirBusyError: when a local runner is at work, and `writes`.

    """
    round_ = read_round(file)
    written, folder = round_.spec.storage, Workdir(workdir)
    named = storage_from_environment(written)
    keys = round_keys(round_, named or written or Storage())
    bucket, place = _bucket(named, folder)
    with folder.lock() if writes and named is None else nullcontext():
        yield OpenedRound(
            place=f"{place}/{keys.root}",
            store=RoundStore(bucket, keys),
            paths=folder.round(round_.spec.study, round_.name),
        )


def _bucket(named: Storage | None, folder: Workdir) -> tuple[Bucket, str]:
    if named is not None:
        return open_bucket(named), f"s3://{named.bucket}"
    root = folder.root / "s3" / BUCKET
    return DirectoryBucket(root), str(root)


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
