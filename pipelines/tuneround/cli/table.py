"""Table: rows of text under a header, aligned, one line each; plain enough for grep."""

from collections.abc import Sequence

from tuneround.spec.model import Scalar
from tuneround.text import one_line

MAX_CELL = 40
"""Characters; a longer cell is cut and ends in an ellipsis."""


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return `rows` under `header`, each column as wide as its widest cell.

    >>> print(table(("trial", "rate"), [("0", "0.1"), ("10", "")]))
    trial  rate
    0      0.1
    10
    """
    from rich.cells import cell_len

    cells = [[_cell(text) for text in row] for row in (header, *rows)]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(
            text + " " * (width - cell_len(text)) for text, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in cells
    )


def number(value: Scalar | None) -> str:
    """Return a value for a person: floats with five digits; nothing for an absent one.

    >>> number(0.000123456789), number(64), number(None)
    ('0.00012346', '64', '')
    """
    if value is None:
        return ""
    return f"{value:.5g}" if isinstance(value, float) else str(value)


def _cell(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= MAX_CELL else f"{line[: MAX_CELL - 1]}…"
