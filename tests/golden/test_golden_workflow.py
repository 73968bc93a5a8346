"""The Workflow of every example round, byte for byte, and what Argo's own linter says of it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tuneround.spec.reading import read_round
from tuneround.workflow.compilation import compile_round
from tuneround.workflow.manifest import to_yaml
from tuneround.workflow.submitter import submitter

GOLDEN = Path(__file__).parent / "workflow"
ROUNDS = sorted((Path(__file__).parents[2] / "pipelines" / "rounds").glob("*.yaml"))
REGENERATE = "TUNEROUND_REGENERATE"


def compiled(path: Path, indices: list[int] | None = None) -> str:
    """Return the Workflow of the round at `path`."""
    return to_yaml(compile_round(read_round(path), path.read_text(), indices=indices))


def made(name: str) -> str:
    """Return what the golden file `name` must hold."""
    examples = {path.name: path for path in ROUNDS}
    if name == "submitter.yaml":
        return to_yaml(submitter())
    if name == "resume.yaml":
        return compiled(examples["mnist-optimizer.yaml"], indices=[3, 17, 18])
    return compiled(examples[name])


NAMES = [*(path.name for path in ROUNDS), "submitter.yaml", "resume.yaml"]


@pytest.mark.parametrize("name", NAMES)
def test_golden_workflow(name: str) -> None:
    """The compiled object is the recorded one, byte for byte."""
    path = GOLDEN / name
    if os.environ.get(REGENERATE) == "1":
        path.write_text(made(name))
    assert path.exists(), f"no {path.name}; write it with {REGENERATE}=1 and read the difference"
    assert made(name) == path.read_text()


@pytest.fixture(scope="session")
def argo() -> str:
    """Find Argo's command line, or skip."""
    folders = os.pathsep.join([os.environ.get("TUNEROUND_ARGO_BIN", ""), os.environ["PATH"]])
    found = shutil.which("argo", path=folders)
    if found is None:
        pytest.skip("not linted by Argo: `argo` is neither on PATH nor in TUNEROUND_ARGO_BIN")
    return found


def test_argo_accepts_them(argo: str) -> None:
    """`argo lint --offline` finds nothing wrong with any golden Workflow."""
    files = [str(GOLDEN / name) for name in NAMES]
    lint = subprocess.run([argo, "lint", "--offline", *files], capture_output=True, text=True)
    assert lint.returncode == 0, lint.stdout + lint.stderr
