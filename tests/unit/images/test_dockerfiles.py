"""What the Dockerfiles say of themselves and take from the repository."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
DOCKERFILES = sorted((ROOT / "images").glob("*/Dockerfile"))

of_each_image = pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.parent.name)


@of_each_image
def test_default_version_is_the_project_s(path: Path) -> None:
    """An image built without arguments is labelled with the release it holds."""
    assert f"\nARG VERSION={VERSION}\n" in path.read_text()


@of_each_image
def test_user_is_a_number_other_than_root_s(path: Path) -> None:
    """Kubernetes can tell that the image is not root's: `runAsNonRoot` needs a number."""
    (user,) = re.findall(r"^USER (\d+):\d+$", path.read_text(), re.MULTILINE)
    assert int(user) > 0


@of_each_image
def test_what_is_copied_is_in_the_build_s_context(path: Path) -> None:
    """Each file that COPY names exists, and .dockerignore lets it through."""
    allowed = [x[1:] for x in (ROOT / ".dockerignore").read_text().split() if x.startswith("!")]
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", path.read_text(), re.MULTILINE)
    sources = [source for line in copied for source in line.split()]
    assert len(sources) > 4
    for source in sources:
        assert (ROOT / source).exists(), source
        assert any(Path(source).is_relative_to(entry) for entry in allowed), source
