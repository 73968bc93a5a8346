"""A round on a folder."""

from pathlib import Path

import pytest
from tuneround.store.directory import DirectoryBucket
from tuneround.store.keys import RoundKeys


@pytest.fixture
def bucket(tmp_path: Path) -> DirectoryBucket:
    """Return an empty bucket."""
    return DirectoryBucket(tmp_path / "bucket")


@pytest.fixture
def keys() -> RoundKeys:
    """Return the names of a round."""
    return RoundKeys.of("rounds", "digits", "r1")
