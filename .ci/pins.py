"""Print the pins of what an image installs: `pins.py EXTRA...` those of tuneround with extras.

`pins.py --packages NAME...` prints those of other packages. The releases are constraints.txt's, and
who needs whom is read from the packages that `make setup` installed: no network.
"""

import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import distribution
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
"""An image's Python may differ from the one that computes its pins."""


def constraints(text: str) -> dict[str, str]:
    """Return canonical name -> its line in constraints.txt."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {canonicalize_name(line.partition("==")[0]): line for line in lines}


def declared(extras: Iterable[str]) -> list[Requirement]:
    """Return what pyproject.toml asks for with `extras`, tuneround's own extras unfolded."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = list(project["dependencies"])
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    found = []
    for requirement in map(Requirement, lines):
        own = requirement.name == project["name"]
        found += declared(requirement.extras) if own else [requirement]
    return found


def needed(requirements: Iterable[Requirement]) -> dict[str, set[str]]:
    """Return canonical name -> extras of all that `requirements` need, themselves included."""
    found: dict[str, set[str]] = {}
    waiting = list(requirements)
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in found and requirement.extras <= found[name]:
            continue
        found[name] = found.get(name, set()) | requirement.extras
        waiting += _dependencies(name, found[name])
    return found


def _dependencies(name: str, extras: set[str]) -> Iterator[Requirement]:
    for line in distribution(name).requires or []:
        requirement = Requirement(line)
        environments = (
            default_environment() | {"python_version": python, "extra": extra}
            for python in PYTHONS
            for extra in {"", *extras}
        )
        marker = requirement.marker
        if marker is None or any(marker.evaluate(environment) for environment in environments):
            yield requirement


def main(arguments: list[str]) -> str:
    """Return the requirements file."""
    packages = arguments[:1] == ["--packages"]
    roots = [Requirement(x) for x in arguments[1:]] if packages else declared(arguments)
    what = " ".join(arguments[1:]) if packages else f"tuneround[{','.join(arguments)}]"
    pins = constraints((ROOT / "constraints.txt").read_text())
    lines = [pins[name] + "\n" for name in sorted(needed(roots))]
    return (
        f"# What {what} needs, by constraints.txt. `make requirements` writes this file.\n"
        + "".join(lines)
    )


if __name__ == "__main__":
    print(main(sys.argv[1:]), end="")
