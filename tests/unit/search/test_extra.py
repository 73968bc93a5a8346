"""A base install, which holds what a training image needs."""

import subprocess
import sys

import pytest

PROGRAM = """
import sys
sys.modules[{missing!r}] = None   # what an import finds where the package is not installed
from tuneround.errors import InputError
try:
    import tuneround.search
except InputError as error:
    print(error)
"""


@pytest.mark.parametrize("missing", ["numpy", "scipy"])
def test_missing_extra(missing: str) -> None:
    """Planning without the extra says which package is missing and what to install."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(missing=missing)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"an environment without {missing}" in done.stdout
    assert "pip install 'tuneround[plan]'" in done.stdout
