"""`tuneround ledger` over a study in a local folder."""

import json
from pathlib import Path

import pytest


@pytest.fixture
def workdir(tmp_path: Path, round_text: str, tuneround) -> Path:
    """Plan two rounds of a study, in a working directory of their own."""
    for name in ("digits-r1", "digits-r2"):
        file = tmp_path / f"{name}.yaml"
        file.write_text(round_text.replace("digits-r1", name))
        assert tuneround("plan", str(file), "--save", "--workdir", str(tmp_path / "w")).code == 0
    return tmp_path / "w"


@pytest.mark.parametrize("by_file", [True, False], ids=["file", "study"])
def test_study_is_named_by_a_file_or_by_its_name(workdir: Path, by_file: bool, tuneround) -> None:
    """Either way all rounds are listed, and where they lie is said."""
    study = str(workdir.with_name("digits-r1.yaml")) if by_file else "digits"
    finished = tuneround("ledger", study, "--workdir", str(workdir), "--format", "json")
    found = json.loads(finished.out)
    assert finished.code == 0
    assert [entry["round"] for entry in found["rounds"]] == ["digits-r1", "digits-r2"]
    assert found["place"].endswith("/tuneround/default/digits/")


@pytest.mark.parametrize(("format_", "first"), [("markdown", "# The rounds of"), ("csv", "round,")])
def test_formats(workdir: Path, format_: str, first: str, tuneround) -> None:
    """Standard output is the document and nothing else."""
    finished = tuneround("ledger", "digits", "--workdir", str(workdir), "--format", format_)
    assert finished.out.startswith(first)
    assert finished.err == ""


@pytest.mark.parametrize(
    ("study", "code"), [("other", 1), ("", 2), ("no.yaml", 2)], ids=["unknown", "empty", "no file"]
)
def test_study_that_is_none(workdir: Path, study: str, code: int, tuneround) -> None:
    """An unknown name, a blank one and a missing file end in their own messages."""
    finished = tuneround("ledger", study, "--workdir", str(workdir))
    assert (finished.code, finished.out) == (code, "")
    assert "Traceback" not in finished.err
