"""The shell completes round files."""

import os
from pathlib import Path

import pytest
from tuneround.cli.options import complete_round_file


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with two rounds, another file, and a folder with a third round."""
    for name in ("a.yaml", "b.yml", "notes.txt", ".hidden.yaml"):
        (tmp_path / name).touch()
    (tmp_path / "rounds").mkdir()
    (tmp_path / "rounds" / "c.yaml").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("incomplete", "offered"),
    [
        ("", ["a.yaml", "b.yml", "rounds/"]),
        ("a", ["a.yaml"]),
        ("rounds", ["rounds/"]),
        ("rounds/", ["rounds/c.yaml"]),
        ("rounds/c", ["rounds/c.yaml"]),
        ("nowhere/", []),
    ],
    ids=["nothing", "a file", "a folder", "inside", "a file inside", "no such folder"],
)
def test_completion_offers_rounds_and_folders(
    incomplete: str, offered: list[str], folder: Path
) -> None:
    """What begins with the typed text and may lead to a round is offered, nothing else."""
    assert complete_round_file(incomplete) == offered


def test_shell_gets_the_offer(folder: Path, monkeypatch: pytest.MonkeyPatch, tuneround) -> None:
    """The completion that --install-completion installs offers the folder's rounds."""
    monkeypatch.setenv("_TUNEROUND_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "tuneround plan a")
    monkeypatch.setenv("COMP_CWORD", "2")
    assert "a.yaml" in tuneround().out.split()
    assert os.fspath(folder) not in tuneround().out
