"""A Debian with Python, in place of the official slim Python image: no registry is asked."""

import hashlib
import shutil
from pathlib import Path

from harness.commands import output
from harness.images.recipe import Recipe
from harness.places import KEPT
from harness.progress import step

NAME = "localhost/tuneround/base:1"
SUITE = "bookworm"  # its Python is 3.11, the oldest that tuneround supports
PACKAGES = ("ca-certificates", "python3", "python3-pip", "python3-venv")
DOCKERFILE = Path(__file__).parent / "base" / "Dockerfile"
DOWNLOADS = ("var/cache/apt", "var/lib/apt/lists")


def recipe() -> Recipe:
    """Return the base image, from a Debian that is fetched once."""
    key = hashlib.sha256(" ".join((SUITE, *PACKAGES)).encode()).hexdigest()[:12]
    context = KEPT / f"base-{key}"
    archive = context / "root.tar"
    if not archive.exists():
        with step(f"Fetching Debian {SUITE} with Python by debootstrap, once"):
            _fetch(archive)
    return Recipe(NAME, DOCKERFILE, context, (DOCKERFILE, archive))


def _fetch(archive: Path) -> None:
    root = archive.parent / "root"
    if root.exists():
        shutil.rmtree(root)
    root.mkdir(parents=True)
    packages = f"--include={','.join(PACKAGES)}"
    output(["debootstrap", "--variant=minbase", packages, SUITE, root])
    for folder in DOWNLOADS:
        shutil.rmtree(root / folder)
        (root / folder).mkdir()
    _resemble_official(root)
    unfinished = archive.with_suffix(".unfinished")
    output(["tar", "--create", "--numeric-owner", "--file", unfinished, "--directory", root, "."])
    unfinished.rename(archive)
    shutil.rmtree(root)


def _resemble_official(root: Path) -> None:
    """Offer `python`, and let pip install into the system as the official image does."""
    (root / "usr" / "local" / "bin" / "python").symlink_to("/usr/bin/python3")
    for path in (root / "usr" / "lib").glob("python3*/EXTERNALLY-MANAGED"):
        path.unlink()
