"""Print the pins of everything that the given requirements need, resolved without installing."""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

HEADER = """\
# Every package of the development environment, at the release it is tested with.
# For Linux on Python 3.11 and newer. `make constraints` writes this file.
"""


def resolved(requirements: list[str]) -> dict[str, str]:
    """Return package -> release, as pip would install `requirements` into an empty environment."""
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        options = ["--dry-run", "--ignore-installed", "--quiet", "--report", str(report)]
        subprocess.run(
            [sys.executable, "-m", "pip", "install", *options, "pip", *requirements], check=True
        )
        packages = [item["metadata"] for item in json.loads(report.read_text())["install"]]
    return {package["name"]: package["version"] for package in packages}


if __name__ == "__main__":
    pins = resolved(sys.argv[1:])
    pins.pop("tuneround", None)
    lines = [f"{name}=={pins[name]}\n" for name in sorted(pins, key=str.lower)]
    print(HEADER + "".join(lines), end="")
