"""Table: columns of cells, each with its place in a file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """One file's rows.

    Attributes:
        source: the file, as the user wrote it.
        columns: name -> a cell for each row: text, number, truth value, list, or None where blank.
        numbers: of each row in its file, from 1: of its line, or of the row where files have none.
        has_lines: whether `numbers` are lines.

    """

    source: str
    columns: Mapping[str, Sequence[object]]
    numbers: Sequence[int]
    has_lines: bool = True

    def place(self, row: int) -> str:
        """Return where row `row`, from 0, stands."""
        unit = ":" if self.has_lines else ": row "
        return f"{self.source}{unit}{self.numbers[row]}"

    def cell(self, name: str | None, row: int) -> object:
        """Return a cell of row `row`, from 0; None where it is blank or there is no such column."""
        column = None if name is None else self.columns.get(name)
        return None if column is None else column[row]

    def row(self, row: int, names: Iterable[str]) -> dict[str, object]:
        """Return the cells of row `row`, from 0, that are not blank, of the columns `names`."""
        cells = {name: self.columns[name][row] for name in names}
        return {name: cell for name, cell in cells.items() if cell is not None}


def table_of(
    source: str,
    records: Sequence[Mapping[str, object]],
    numbers: Sequence[int],
    has_lines: bool = True,
) -> Table:
    """Return `records` as a table; what a record lacks is blank.

    >>> table_of("x", [{"a": 1}, {"b": {"c": 2}}], [1, 2]).columns
    {'a': [1, None], 'b.c': [None, 2]}
    """
    flat = [dict(_flat(record)) for record in records]
    names = dict.fromkeys(name for record in flat for name in record)
    columns = {name: [record.get(name) for record in flat] for name in names}
    return Table(source, columns, numbers, has_lines)


def _flat(record: Mapping[str, object], before: str = "") -> Iterable[tuple[str, object]]:
    for name, value in record.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value
