"""What a user wrote reaches the terminal as text."""

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tuneround.cli.table import MAX_CELL, table
from tuneround.text import one_line, visible


@given(st.text())
def test_visible_text_has_no_control_character_but_newline_and_tab(text: str) -> None:
    """Whatever the text, nothing in it steers a terminal, and it can be encoded."""
    shown = visible(text)
    assert {c for c in shown if category(c) == "Cc"} <= {"\n", "\t"}
    shown.encode()


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    """Line breaks of every kind become spaces."""
    assert len(one_line(text).splitlines()) <= 1


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_printable_text_stays_as_it_is(text: str) -> None:
    """Nothing is escaped that need not be."""
    if text.isprintable():
        assert visible(text) == text


@pytest.mark.parametrize("cell", ["[red]x[/red]", "<b>", "日本", "x" * 300, "a\nb"])
def test_table_keeps_a_cell_on_one_line_as_text(cell: str) -> None:
    """A hostile cell neither breaks the table nor is read as markup."""
    lines = table(("name", "next"), [(cell, "1")]).splitlines()
    assert len(lines) == 2
    assert lines[1].endswith("  1")
    assert one_line(cell)[: MAX_CELL - 1] in lines[1]


def test_table_without_rows_is_its_header() -> None:
    """An empty plan still says what its columns would be."""
    assert table(("trial", "rate"), []) == "trial  rate"
