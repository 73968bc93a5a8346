"""What an image is made of, and a digest that changes when any of it does."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

IGNORED = {"__pycache__"}


@dataclass(frozen=True)
class Recipe:
    """An image to build.

    Args:
        name: with its tag, as pods write it.
        dockerfile: the file that builds it.
        context: the folder whose files it may copy.
        sources: the files and folders that it does copy, the Dockerfile among them.
        arguments: build arguments.
        parent: the digest of an image of ours that it starts from, or nothing.

    """

    name: str
    dockerfile: Path
    context: Path
    sources: tuple[Path, ...]
    arguments: dict[str, str] = field(default_factory=dict)
    parent: str = ""

    @property
    def digest(self) -> str:
        """Return a digest of everything that goes in."""
        found = hashlib.sha256(f"{self.name}\0{self.parent}\0{self.arguments}".encode())
        for source in self.sources:
            for path in _files(source):
                mode = path.stat().st_mode & 0o111
                found.update(f"\0{path.relative_to(source.parent)}\0{mode}\0".encode())
                found.update(hashlib.sha256(path.read_bytes()).digest())
        return found.hexdigest()[:16]


def _files(source: Path) -> Iterator[Path]:
    if source.is_file():
        yield source
    for path in sorted(source.rglob("*")):
        if path.is_file() and IGNORED.isdisjoint(path.parts):
            yield path
