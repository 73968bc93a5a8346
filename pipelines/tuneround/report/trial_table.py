"""Trial table: all trials, or the first of very many, as the page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from tuneround.records.result import Result
from tuneround.report.labels import duration_text, value_text
from tuneround.report.rows import TrialRow
from tuneround.spec.round import TuningRound

MOST_ROWS = 200
LONG = 24
"""Characters beyond which a cell's text is wrapped."""


@dataclass(frozen=True)
class Cell:
    """One cell of the table of trials."""

    text: str
    is_number: bool = False

    @property
    def kind(self) -> str:
        """How the cell is laid out: numbers stay whole and aligned, long text is wrapped."""
        if self.is_number:
            return "number"
        return "long" if len(self.text) > LONG else "short"


@dataclass(frozen=True)
class TableRow:
    """One trial in the table of all trials."""

    index: int
    fate: str
    is_best: bool
    cells: tuple[Cell, ...]


def table_header(round_: TuningRound) -> list[Cell]:
    """Return the columns of the table of trials."""
    searched = dict.fromkeys(h.name for h in round_.spec.hyperparameters.searched)
    numbers = ("best", "at step", "last", "steps", "attempts", "training time")
    return [
        *(Cell(name, is_number=True) for name in numbers),
        *(Cell(name) for name in searched),
        Cell("reason"),
    ]


def table_rows(
    round_: TuningRound, result: Result, best_first: Sequence[TrialRow]
) -> list[TableRow]:
    """Return the rows of the table of trials, best first."""
    searched = dict.fromkeys(h.name for h in round_.spec.hyperparameters.searched)
    best = result.best.trial if result.best is not None else None
    return [
        TableRow(row.index, row.fate.value, row.index == best, _cells(row, list(searched)))
        for row in best_first[:MOST_ROWS]
    ]


def table_rule(best_first: Sequence[TrialRow]) -> str:
    """Return which trials the table leaves out; empty when none."""
    count = len(best_first)
    return f"The first {MOST_ROWS} of {count:,} trials stand here." if count > MOST_ROWS else ""


def _cells(row: TrialRow, names: Sequence[str]) -> tuple[Cell, ...]:
    values = [row.hyperparameters.get(name) for name in names]
    return (
        Cell(value_text(row.best_value), is_number=True),
        Cell(value_text(row.best_step), is_number=True),
        Cell(value_text(row.last_value), is_number=True),
        Cell(value_text(row.last_step), is_number=True),
        Cell(str(row.attempts), is_number=True),
        Cell(duration_text(row.training_seconds), is_number=True),
        *(
            Cell(value_text(v), isinstance(v, int | float) and not isinstance(v, bool))
            for v in values
        ),
        Cell(row.reason),
    )
