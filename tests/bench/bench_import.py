"""Bench: `import tuneround`, and of its Trial, against `import pydantic`, in fresh processes."""

import subprocess
import sys

from paired import ratio, report

LIMIT = 2.0
TRIAL_LIMIT = 4.0
REFERENCE = "import pydantic; pydantic.BaseModel"
"""pydantic imports its parts on first use; without the second statement it has loaded none."""


def executed(program: str) -> None:
    """Run `program` in a fresh interpreter."""
    subprocess.run([sys.executable, "-c", program], check=True)


def against_pydantic(program: str) -> float:
    """Return how much longer `program` takes than the reference."""
    return ratio(lambda: executed(program), lambda: executed(REFERENCE), pairs=21)


def main() -> int:
    """Print the ratios; return 1 when one is above the limit."""
    package = against_pydantic("import tuneround")
    trial = against_pydantic("from tuneround import Trial")
    passed = [
        report("import", package, LIMIT, "import tuneround / import pydantic"),
        report("import Trial", trial, TRIAL_LIMIT, "from tuneround import Trial / import pydantic"),
    ]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
