"""helm, and the chart as it renders it."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from chart_rendering import Helm

ROOT = Path(__file__).parents[2]
MODULE = ROOT / "tests" / "cluster" / "tools" / "helm"


@pytest.fixture(scope="session")
def helm(tmp_path_factory: pytest.TempPathFactory) -> Helm:
    """Return the helm of its go.mod, built once, else the one on PATH; skip where neither is."""
    return Helm(_built() or _on_path(), tmp_path_factory.mktemp("helm"))


def _built() -> Path | None:
    locked = [(MODULE / name).read_bytes() for name in ("go.mod", "go.sum")]
    folder = ROOT / ".tools" / f"helm-{hashlib.sha256(b''.join(locked)).hexdigest()[:12]}"
    if not folder.exists() and shutil.which("go"):
        building = folder.with_suffix(f".{os.getpid()}")
        _run(["go", "build", "-trimpath", "-o", f"{building}/", "tool"])
        building.rename(folder)
    return folder / "helm" if folder.exists() else None


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, cwd=MODULE, env={**os.environ, "CGO_ENABLED": "0"}, check=True)


def _on_path() -> Path:
    found = shutil.which("helm")
    if found is None:
        pytest.skip("The chart is not rendered: helm is missing, and Go, with which it is built")
    return Path(found)
