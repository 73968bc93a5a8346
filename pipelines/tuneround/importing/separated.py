"""Separated: tables of text, CSV and TSV."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from tuneround.importing.flaws import Flaw, raise_flaws, refuse
from tuneround.importing.table import Table

LONGEST_CELL = 2**24


def read_separated(path: Path, separator: str) -> Table:
    """Return the table in a file of text; a cell without text is blank.

    Raises:
        ImportRefusedError: it has no header, two columns of one name, or a row of another width.

    """
    csv.field_size_limit(LONGEST_CELL)
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.reader(file, delimiter=separator)
        try:
            names = [name.strip() for name in next(reader, [])]
            rows = [(reader.line_num, row) for row in reader if row]
        except csv.Error as error:
            place = f"{path}:{reader.line_num}"
            raise refuse(place, "A table is valid CSV", str(error), "Correct the line") from error
    raise_flaws([*_header_flaws(str(path), names), *_width_flaws(str(path), len(names), rows)])
    cells: Iterable[Sequence[str]] = zip(*(row for _, row in rows), strict=True)
    columns = {
        name: [cell.strip() or None for cell in column]
        for name, column in zip(names, cells if rows else [() for _ in names], strict=True)
    }
    return Table(str(path), columns, [number for number, _ in rows])


def _header_flaws(source: str, names: Sequence[str]) -> list[Flaw]:
    if not any(names):
        step = "Write the names of the columns"
        return [Flaw(f"{source}:1", "A table begins with a line of names", "none", step)]
    twice = sorted({name for name in names if names.count(name) > 1})
    rule = "The names of columns differ"
    return [Flaw(f"{source}:1", rule, f"`{name}` twice", "Rename one") for name in twice]


def _width_flaws(source: str, width: int, rows: Iterable[tuple[int, list[str]]]) -> list[Flaw]:
    return [
        Flaw(
            f"{source}:{number}",
            f"A row has a cell for each of the {width} columns",
            f"{len(row)}",
            "Correct the line; a cell with a separator in it stands in quotes",
        )
        for number, row in rows
        if len(row) != width
    ]
