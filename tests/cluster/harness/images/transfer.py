"""Building an image by buildah, and giving it to containerd."""

import hashlib
import io
import json
import tarfile
import tempfile
from pathlib import Path

from harness import containerd
from harness.commands import output
from harness.images import layers
from harness.images.recipe import Recipe
from harness.progress import step

LABEL = "tuneround.dev/recipe"  # of an image in containerd: the digest of its recipe
EPOCH = "--timestamp=315532800"  # 1980: the same files make the same layers
# How this machine's pip reaches its index, and whom it trusts: builds need to know it too.
SHARED = (Path("/etc/pip.conf"), Path("/etc/ssl/certs/ca-certificates.crt"))


def ensure(recipe: Recipe) -> None:
    """Build and import an image, unless containerd has it from the same files."""
    if has(recipe):
        return
    with step(f"Building {recipe.name}"):
        build(recipe)
    with step(f"Importing {recipe.name}"):
        _hand_over(recipe.name)
        containerd.control("images", "label", recipe.name, f"{LABEL}={recipe.digest}")


def has(recipe: Recipe) -> bool:
    """Say whether containerd has the image that this recipe makes."""
    wanted = f'name=="{recipe.name}",labels."{LABEL}"=="{recipe.digest}"'
    return recipe.name in containerd.control("images", "list", "--quiet", wanted).split()


def build(recipe: Recipe) -> None:
    """Build an image into buildah's own store, layer by layer, reusing the layers it has."""
    options = ["--isolation=chroot", "--network=host", "--layers", "--quiet", EPOCH]
    options += [f"--volume={path}:{path}:ro" for path in SHARED if path.exists()]
    options += [f"--build-arg={name}={value}" for name, value in recipe.arguments.items()]
    options += [f"--file={recipe.dockerfile}", f"--tag={recipe.name}", "--pull-never"]
    output(["buildah", "build", *options, recipe.context])


def _hand_over(name: str) -> None:
    """Give containerd an image: its layers by links, the rest in an archive of a few kilobytes."""
    built = layers.find(name)
    snapshots = layers.link(built)
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "image.tar"
        _write(archive, name, built)
        containerd.control("images", "import", archive)
    layers.release(snapshots)


def _write(archive: Path, name: str, built: layers.Built) -> None:
    """Write an archive of the Open Container Initiative's layout that holds no layer."""
    manifest = {
        "mediaType": json.loads(built.manifest)["mediaType"],
        "digest": f"sha256:{hashlib.sha256(built.manifest).hexdigest()}",
        "size": len(built.manifest),
        "annotations": {"io.containerd.image.name": name},
    }
    files = {
        "oci-layout": json.dumps({"imageLayoutVersion": "1.0.0"}).encode(),
        "index.json": json.dumps({"schemaVersion": 2, "manifests": [manifest]}).encode(),
    }
    for blob in (built.manifest, built.configuration):
        files[f"blobs/sha256/{hashlib.sha256(blob).hexdigest()}"] = blob
    with tarfile.open(archive, "w") as writer:
        for path, content in files.items():
            entry = tarfile.TarInfo(path)
            entry.size = len(content)
            writer.addfile(entry, io.BytesIO(content))
