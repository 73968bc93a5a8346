"""Every bad spec under tests/golden/spec has beside it the whole text of its error."""

import os
from pathlib import Path

import pytest
from tuneround.spec.reading import SpecError, read_round_text

REGENERATE = "TUNEROUND_REGENERATE"
FILES = sorted((Path(__file__).parent / "spec").glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_bad_spec_is_refused_with_every_problem_at_once(path: Path) -> None:
    """Each problem has its line, the rule, the value and the next step, and nothing is missing."""
    with pytest.raises(SpecError) as caught:
        read_round_text(path.read_text(encoding="utf-8"), path.name)
    expected = path.with_suffix(".txt")
    if os.environ.get(REGENERATE) == "1":
        expected.write_text(f"{caught.value}\n", encoding="utf-8")
    assert expected.exists(), f"no {expected.name}; write it with {REGENERATE}=1 and read it"
    assert f"{caught.value}\n" == expected.read_text(encoding="utf-8")
