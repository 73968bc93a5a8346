"""Where the real learning curves lie that nobody in this project produced."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "external"


def external_folder() -> Path:
    """Return the folder of AlgoPerf and TaskSet; a test is skipped where it is not kept."""
    if not FOLDER.is_dir():
        pytest.skip(
            f"EXTERNAL DATA IS ABSENT: {FOLDER} holds real learning curves where they are kept; "
            "this test has checked nothing."
        )
    return FOLDER
