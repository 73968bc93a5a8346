"""Copies: the report of a result, as a folder of this machine."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from tuneround.aggregation.publication import REPORT
from tuneround.store.bucket import StoreError
from tuneround.store.replacement import replacing
from tuneround.store.rounds import RoundStore

PAGE = "index.html"


def write_copy(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of a report into `folder`; the page last, so that its links lead on.

    Each file is replaced as a whole: a browser may be reading it. What else lies there stays: the
    folder may be a user's own.
    """
    for path in sorted(files, key=lambda path: path == PAGE):
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        with replacing(place) as file:
            file.write(files[path])


def fetch_copy(store: RoundStore, number: int, folder: Path) -> None:
    """Write the report of aggregation `number` into `folder`, as it is in the bucket.

    Raises:
        StoreError: the bucket cannot be reached, or has no report of it.

    """
    root = store.keys.in_result(number, REPORT)
    keys = [listed.key for listed in store.bucket.list(root)]
    if f"{root}{PAGE}" not in keys:
        raise StoreError(
            f"The result that stands has a report unless it was left out; got no `{root}{PAGE}`. "
            "Draw it: tuneround aggregate FILE."
        )
    files = {}
    for key, content in store.bucket.get_many(keys):
        if content is not None:
            files[_plain(key.removeprefix(root))] = content
    write_copy(folder, files)


def _plain(path: str) -> str:
    """Return the path of a file within the report's folder, refusing one that leads elsewhere."""
    parts = PurePosixPath(path).parts
    if path.startswith("/") or ".." in parts:
        raise StoreError(
            f"A report's files lie in its folder; got one called `{path}` in the bucket. "
            "Delete the object: tuneround does not write such names."
        )
    return path
