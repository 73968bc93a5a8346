"""docs/spec.md is generated from the models: TUNEROUND_REGENERATE=1 writes it anew."""

import os
from pathlib import Path

from tuneround.spec.reference import render

REFERENCE = Path(__file__).parents[3] / "docs" / "spec.md"


def test_reference_page_equals_the_models() -> None:
    """docs/spec.md has every field, with its type, default, constraint and meaning."""
    if os.environ.get("TUNEROUND_REGENERATE") == "1":
        REFERENCE.write_text(render(), encoding="utf-8")
    assert REFERENCE.exists(), "no docs/spec.md; write it with TUNEROUND_REGENERATE=1"
    assert REFERENCE.read_text(encoding="utf-8") == render(), "run with TUNEROUND_REGENERATE=1"


def test_every_field_has_a_meaning() -> None:
    """No row of a table ends with an empty cell."""
    rows = [line for line in render().splitlines() if line.startswith("| `")]
    assert len(rows) > 40
    assert [row for row in rows if row.endswith("|  |")] == []
