"""Where the real learning curves lie that nobody in this project produced."""

from pathlib import Path

import pytest
from external_data import external_folder


@pytest.fixture(scope="session")
def external() -> Path:
    """Return the folder of AlgoPerf and TaskSet; a test is skipped where it is not kept."""
    return external_folder()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark `external` whatever uses the folder."""
    for item in items:
        if "external" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.external)
