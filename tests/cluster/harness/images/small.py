"""Images that hold one static program: the sandbox, Argo's executor, the S3 server."""

import shutil
from pathlib import Path

from harness.commands import output
from harness.containerd import PAUSE
from harness.images.recipe import Recipe
from harness.places import KEPT

FOLDER = Path(__file__).parent
EXECUTOR = "localhost/tuneround/argoexec:test"
STORE = "localhost/tuneround/s3:1"


def pause() -> Recipe:
    """Return the image of every pod's sandbox, compiled here: nothing is pulled."""
    program = KEPT / "stage" / "pause.built"
    program.parent.mkdir(parents=True, exist_ok=True)
    output(["gcc", "-O2", "-static", "-o", program, FOLDER / "pause" / "pause.c"])
    return _recipe(PAUSE, "pause", program, "pause")


def executor(program: Path) -> Recipe:
    """Return the image of Argo's executor, from the binary argoexec."""
    return _recipe(EXECUTOR, "argoexec", program, "argoexec")


def store(program: Path) -> Recipe:
    """Return the image of the S3 server, from the binary versitygw."""
    return _recipe(STORE, "s3", program, "versitygw")


def _recipe(name: str, folder: str, program: Path, called: str) -> Recipe:
    """Lay out the image's root: the program, and a /tmp that any user may write to."""
    context = KEPT / "stage" / folder
    if context.exists():
        shutil.rmtree(context)
    (context / "root" / "bin").mkdir(parents=True)
    temporary = context / "root" / "tmp"
    temporary.mkdir()
    temporary.chmod(0o1777)
    shutil.copy2(program, context / "root" / "bin" / called)
    dockerfile = FOLDER / folder / "Dockerfile"
    return Recipe(name, dockerfile, context, (dockerfile, context / "root"))
