"""DirectoryBucket: the Bucket on a folder, for training programs that are run by hand."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from glob import escape
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO

from tuneround.store.bucket import Listed, NoSuchObjectError, StoreError
from tuneround.store.replacement import TEMPORARY, replacing


class DirectoryBucket:
    """A folder in which each object is a file. Objects appear whole, or not at all."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def __repr__(self) -> str:
        """Return the folder."""
        return f"DirectoryBucket({str(self._root)!r})"

    @property
    def failing_since(self) -> None:
        """None: a folder is there or not."""

    def uri(self, key: str) -> str:
        """Return where an object, or a folder of them, lies: file:///folder/key."""
        return f"{self._root.absolute().as_uri()}/{key}"

    def put(self, key: str, content: bytes) -> None:
        """Write an object whole."""
        with self._writing(key) as file:
            file.write(content)

    def upload(self, key: str, path: Path) -> None:
        """Write a file as an object."""
        with self._writing(key) as file, path.open("rb") as source:
            copyfileobj(source, file)

    def get(self, key: str) -> bytes:
        """Return an object. Raises NoSuchObjectError."""
        with self._reading(key) as source:
            return source.read()

    def get_many(self, keys: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """Yield each key with its content (None: it is gone) in the order of `keys`."""
        for key in keys:
            try:
                yield key, self.get(key)
            except NoSuchObjectError:
                yield key, None

    def download(self, key: str, path: Path) -> None:
        """Write an object to a file, replacing it whole. Raises NoSuchObjectError."""
        with self._reading(key) as source, replacing(path) as file:
            copyfileobj(source, file)

    def list(self, prefix: str) -> Iterator[Listed]:
        """Yield every object under `prefix`, in the order of keys."""
        with self._translated(f"list `{prefix}`"):
            found = [listed for listed in self._walk(prefix) if listed.key.startswith(prefix)]
        yield from sorted(found, key=lambda listed: listed.key.encode())

    def folders(self, prefix: str) -> Sequence[str]:
        """Return the names of the folders directly under `prefix`, sorted, without slashes."""
        parent, _, stem = prefix.rpartition("/")
        start = self._path(parent) if parent else self._root
        with self._translated(f"list `{prefix}`"):
            folders = [path for path in start.glob(f"{escape(stem)}*") if path.is_dir()]
            # A folder is one that holds an object; the first that is found says so.
            return sorted(path.name[len(stem) :] for path in folders if any(self._files(path)))

    def delete(self, keys: Iterable[str]) -> None:
        """Delete objects, in the given order; those that do not exist are passed over."""
        for key in keys:
            with self._translated(f"delete `{key}`"):
                self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        parts = key.split("/")
        if {"", ".", ".."} & set(parts) or "\0" in key or parts[-1].startswith(TEMPORARY):
            raise StoreError(
                "The parts of an object's name are neither empty nor `.` nor `..`. "
                f"Got {key!r}. Use another name."
            )
        return self._root.joinpath(*parts)

    @contextmanager
    def _writing(self, key: str) -> Iterator[BinaryIO]:
        path = self._path(key)
        with self._translated(f"write `{key}`"):
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path) as file:
                yield file

    @contextmanager
    def _reading(self, key: str) -> Iterator[BinaryIO]:
        path = self._path(key)
        with self._translated(f"read `{key}`"):
            try:
                file = path.open("rb")
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
                raise NoSuchObjectError(
                    f"The object exists. Got none when asked to read `{key}` in {self._root}. "
                    "Check its name."
                ) from error
            with file:
                yield file

    def _walk(self, prefix: str) -> Iterator[Listed]:
        folder = prefix.rpartition("/")[0]
        for path in self._files(self._path(folder) if folder else self._root):
            # What is gone again was deleted while its folder was read.
            if path.exists():
                yield Listed(path.relative_to(self._root).as_posix(), path.stat().st_size)

    def _files(self, start: Path) -> Iterator[Path]:
        for directory, _, names in os.walk(start):
            yield from (Path(directory, name) for name in names if not name.startswith(TEMPORARY))

    @contextmanager
    def _translated(self, action: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreError(
                f"The folder {self._root} and local files can be read and written. Got {error} "
                f"when asked to {action}. Mend that; the same command then resumes."
            ) from error
