"""Bench: `tuneround --help` against the start of a bare `python -c pass`."""

import subprocess
import sys
from pathlib import Path

from paired import ratio, report

LIMIT = 16.0
TUNEROUND = Path(sys.executable).with_name("tuneround")


def started(*command: str) -> None:
    """Run `command` to its end, its output thrown away."""
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def main() -> int:
    """Print the ratio; return 1 when it is above the limit."""
    measured = ratio(
        lambda: started(str(TUNEROUND), "--help"),
        lambda: started(sys.executable, "-c", "pass"),
        pairs=21,
    )
    return 0 if report("help", measured, LIMIT, "tuneround --help / python -c pass") else 1


if __name__ == "__main__":
    sys.exit(main())
