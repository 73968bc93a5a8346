"""The images' requirements come from constraints.txt: `make requirements` writes them anew."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[3]
IMAGES = ROOT / "images"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = {
    "control": ["plan", "report", "optuna", "kubernetes", "operator"],
    "trainer": ["train", "examples"],
}
WRITTEN = {
    "build-requirements.txt": ["--packages", "pip", "hatchling"],
    "control/requirements.txt": ["plan", "report", "optuna", "operator"],
    "trainer/requirements.txt": ["examples"],
}


def pins(path: Path) -> dict[str, str]:
    """Return canonical name -> release."""
    lines = [x for x in path.read_text().splitlines() if x and not x.startswith("#")]
    return {
        canonicalize_name(name): release for name, _, release in (x.partition("==") for x in lines)
    }


@pytest.mark.parametrize("name", WRITTEN)
def test_file_is_what_its_generator_writes(name: str) -> None:
    """What stands in the repository is what `make requirements` writes."""
    command = [sys.executable, ROOT / ".ci" / "pins.py", *WRITTEN[name]]
    written = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert (IMAGES / name).read_text() == written, "run `make requirements`, and look at it"


@pytest.mark.parametrize("name", WRITTEN)
def test_releases_are_those_of_the_development_environment(name: str) -> None:
    """An image holds the releases that the tests have run with."""
    found = pins(IMAGES / name)
    assert found
    assert found.items() <= pins(ROOT / "constraints.txt").items()


@pytest.mark.parametrize("image", EXTRAS)
def test_everything_that_the_extras_ask_for_is_pinned(image: str) -> None:
    """Each requirement of the image's extras has a pin that satisfies it."""
    found = pins(IMAGES / image / "requirements.txt")
    extras = PROJECT["optional-dependencies"]
    lines = PROJECT["dependencies"] + [line for extra in EXTRAS[image] for line in extras[extra]]
    asked = [x for x in map(Requirement, lines) if x.name != PROJECT["name"]]
    for requirement in asked:
        name = canonicalize_name(requirement.name)
        assert name in found
        assert found[name] in requirement.specifier


def test_control_image_holds_no_torch() -> None:
    """The image that plans and aggregates does not carry what only training needs."""
    found = pins(IMAGES / "control" / "requirements.txt")
    assert not {"torch", "triton"} & found.keys()
    assert not [name for name in found if name.startswith("nvidia")]
