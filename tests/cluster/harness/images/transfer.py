"""Building an image by buildah, and giving it to containerd."""

import subprocess
from pathlib import Path

from harness import containerd
from harness.commands import output
from harness.failures import HarnessError
from harness.images.recipe import Recipe
from harness.places import SOCKET
from harness.progress import step

LABEL = "tuneround.dev/recipe"  # of an image in containerd: the digest of its recipe
# A machine whose network ends TLS itself has an authority of its own; builds must know it too.
AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"


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
    options = ["--isolation=chroot", "--network=host", "--layers", "--quiet"]
    options += [f"--volume={AUTHORITIES}:{AUTHORITIES}:ro"] if Path(AUTHORITIES).exists() else []
    options += [f"--build-arg={name}={value}" for name, value in recipe.arguments.items()]
    options += [f"--file={recipe.dockerfile}", f"--tag={recipe.name}", "--pull-never"]
    output(["buildah", "build", *options, recipe.context])


def _hand_over(name: str) -> None:
    """Pipe the image from one store into the other: no archive, no compression."""
    push = ["buildah", "push", "--quiet", name, f"docker-archive:/dev/stdout:{name}"]
    take = ["ctr", "--address", str(SOCKET), "--namespace", containerd.NAMESPACE]
    with subprocess.Popen(push, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as given:
        taken = subprocess.run(
            [*take, "images", "import", "-"], stdin=given.stdout, capture_output=True, check=False
        )
        assert given.stdout is not None
        assert given.stderr is not None
        given.stdout.close()  # where the taker failed, the giver must not wait for it
        said = given.stderr.read()
    if given.returncode or taken.returncode:
        text = (said + taken.stderr).decode(errors="replace").strip()
        raise HarnessError(f"containerd must get {name} from buildah; got\n{text}")
