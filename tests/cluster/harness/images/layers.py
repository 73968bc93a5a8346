"""The layers of an image in buildah's store, given to containerd as links, not as copies.

By an archive a layer of 6 GB is written three times; by links it takes no time and no room.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

from harness import containerd
from harness.commands import output
from harness.failures import HarnessError

DRIVER = "overlay"
ROOT_LABEL = "containerd.io/gc.root"  # keeps a snapshot until an image refers to it
UPPER = re.compile(r"upperdir=([^, ]+)")
BOUND = re.compile(r"-t bind (\S+) ")


@dataclass(frozen=True)
class Built:
    """An image as buildah keeps it.

    Args:
        manifest: its JSON, byte for byte.
        configuration: the same.
        folders: of the layers' files, lowest first.

    """

    manifest: bytes
    configuration: bytes
    folders: tuple[Path, ...]

    @property
    def chain(self) -> list[str]:
        """Return the names of the snapshots: each covers its layer and all below."""
        digests: list[str] = json.loads(self.configuration)["rootfs"]["diff_ids"]
        return list(accumulate(digests, lambda below, own: _digest(f"{below} {own}".encode())))


def find(name: str) -> Built:
    """Return the image of that name from buildah's store.

    Raises:
        HarnessError: the store is not of overlays.

    """
    store = json.loads(output(["buildah", "info"]))["store"]
    if store["GraphDriverName"] != DRIVER:
        raise HarnessError(
            f"buildah must keep overlays, whose files can be linked; got "
            f'{store["GraphDriverName"]}. Set `driver = "overlay"` in /etc/containers/storage.conf.'
        )
    image = json.loads(output(["buildah", "inspect", "--type=image", name]))
    folders = _folders(Path(store["GraphRoot"]), image["FromImageID"])
    return Built(image["Manifest"].encode(), image["Config"].encode(), folders)


def link(built: Built) -> list[str]:
    """Make the snapshots that containerd lacks; return their names, to be released."""
    made = []
    parent: list[str] = []
    for snapshot, folder in zip(built.chain, built.folders, strict=True):
        if not _exists(snapshot):
            _make(snapshot, parent, folder)
            made.append(snapshot)
        parent = [snapshot]
    return made


def release(snapshots: list[str]) -> None:
    """Let containerd forget snapshots when the last image that refers to them goes."""
    for snapshot in snapshots:
        containerd.control("snapshots", "label", snapshot, f"{ROOT_LABEL}=")


def _make(snapshot: str, parent: list[str], folder: Path) -> None:
    working = f"linking-{snapshot}"
    if _exists(working):
        containerd.control("snapshots", "remove", working)  # of an `up` that was interrupted
    containerd.control("snapshots", "prepare", working, *parent)
    mount = containerd.control("snapshots", "mounts", "/nowhere", working)
    found = UPPER.search(mount) or BOUND.search(mount)
    if found is None:
        raise HarnessError(f"A snapshot must be an overlay or a folder; got {mount!r}.")
    _fill(Path(found[1]), folder)
    containerd.control("snapshots", "commit", snapshot, working)


def _fill(target: Path, folder: Path) -> None:
    """Link a layer's files into a snapshot; copy them where the two lie on different disks."""
    how = "--link" if folder.stat().st_dev == target.stat().st_dev else "--reflink=auto"
    # A working buildah mounts its store over itself, and no link leads out of a mount: so the
    # files are linked where that mount is not.
    store = folder.parents[1]
    unmount = 'while mountpoint -q "$1"; do umount --lazy "$1" || exit; done'
    script = f'{unmount}; exec cp --archive "$2" "$3" "$4"'
    inside = ["unshare", "--mount", "--propagation=private", "sh", "-c", script, "-"]
    output([*inside, store, how, f"{folder}/.", target])


def _exists(snapshot: str) -> bool:
    listed = containerd.control("snapshots", "list").splitlines()
    return any(line.split()[0] == snapshot for line in listed if line.strip())


def _folders(store: Path, image: str) -> tuple[Path, ...]:
    """Follow an image's layers in the store's own lists, from the top to the lowest."""
    images = _listed(store / f"{DRIVER}-images" / "images.json")
    layers = _listed(store / f"{DRIVER}-layers" / "layers.json")
    folders = []
    layer = images[image]["layer"]
    while layer:
        folders.append(store / DRIVER / layer / "diff")
        layer = layers[layer].get("parent")
    return tuple(reversed(folders))


def _listed(path: Path) -> dict[str, Any]:
    return {entry["id"]: entry for entry in json.loads(path.read_text(encoding="utf-8"))}


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
