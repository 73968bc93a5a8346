"""tuneround's own two images, from their Dockerfiles and this Debian's Python."""

from harness.images import base, transfer
from harness.images.recipe import Recipe
from harness.places import REPOSITORY, version
from harness.progress import say

# What the Dockerfiles may copy, beside their own folders.
COMMON = (
    ".dockerignore",
    "LICENSE",
    "README.md",
    "images/build-requirements.txt",
    "pipelines/tuneround",
    "pyproject.toml",
)
ONLY = {"control": ("operator/tuneround_operator",)}
# A third less to build, to import and to keep; the machine of the test cluster has no GPU.
VARIANTS = {"trainer": {"VARIANT": "cpu"}}


def ensure() -> None:
    """Build and import the images whose files have changed."""
    first = base.recipe()
    transfer.ensure(first)
    for name in ("control", "trainer"):
        if (REPOSITORY / "images" / name / "Dockerfile").exists():
            transfer.ensure(_recipe(name, first))
        else:
            say(f"WITHOUT the image {name}: images/{name}/Dockerfile is absent.")


def name(which: str) -> str:
    """Return the name of the image `trainer` or `control`, as pods write it."""
    return f"localhost/tuneround/{which}:{version()}"


def _recipe(which: str, parent: Recipe) -> Recipe:
    folder = REPOSITORY / "images" / which
    return Recipe(
        name=name(which),
        dockerfile=folder / "Dockerfile",
        context=REPOSITORY,
        sources=(folder, *(REPOSITORY / path for path in (*COMMON, *ONLY.get(which, ())))),
        arguments={"BASE_IMAGE": base.NAME} | VARIANTS.get(which, {}),
        parent=parent.digest,
    )
