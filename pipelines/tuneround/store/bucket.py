"""Bucket: the few operations that everything above the store needs, and nothing of S3 besides."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tuneround.errors import TuneroundError


class StoreError(TuneroundError):
    """The store refused or could not be reached. The message never holds a credential."""


class NoSuchObjectError(StoreError):
    """The object does not exist."""


@dataclass(frozen=True)
class Listed:
    """One listed object: its whole key and its size in bytes."""

    key: str
    size: int


class Bucket(Protocol):
    """One bucket. Every method may raise StoreError; all may be called from any thread."""

    @property
    def failing_since(self) -> float | None:
        """Unix time since when the store has not answered; None: it answers."""

    def uri(self, key: str) -> str:
        """Return where an object, or a folder of them, lies; for people and other programs."""

    def put(self, key: str, content: bytes) -> None:
        """Write an object whole."""

    def upload(self, key: str, path: Path) -> None:
        """Write a file as an object, in parts when it is large."""

    def get(self, key: str) -> bytes:
        """Return an object. Raises NoSuchObjectError."""

    def get_many(self, keys: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """Yield each key with its content (None: it is gone), in order, read in parallel."""

    def download(self, key: str, path: Path) -> None:
        """Write an object to a file, replacing it whole. Raises NoSuchObjectError."""

    def list(self, prefix: str) -> Iterator[Listed]:
        """Yield every object under `prefix`, in the order of keys."""

    def folders(self, prefix: str) -> Sequence[str]:
        """Return the names of the folders directly under `prefix`, sorted, without slashes."""

    def delete(self, keys: Iterable[str]) -> None:
        """Delete objects, in the given order; those that do not exist are passed over."""
