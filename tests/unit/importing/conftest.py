"""A desk for each test."""

from pathlib import Path

import pytest
from command_line import command_line
from import_desk import Desk


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return an empty desk."""
    return Desk(tmp_path, command_line(monkeypatch))
