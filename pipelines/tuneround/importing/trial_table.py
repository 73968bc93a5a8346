"""TrialTable: a table with one row a trial: its hyperparameters, maybe its status."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tuneround.importing.cells import text
from tuneround.importing.columns import Columns, missing_column
from tuneround.importing.flaws import Flaw
from tuneround.importing.reading import read_table
from tuneround.importing.rows import Key


@dataclass(frozen=True)
class TrialTable:
    """What a table says of each trial.

    Attributes:
        source: the file.
        hyperparameters: by trial.
        statuses: by trial, where there is one.
        places: by trial.
        has_repeats: whether its rows say which repeat they are; else all of a trial share one row.

    """

    source: str
    hyperparameters: Mapping[Key, Mapping[str, object]]
    statuses: Mapping[Key, object] = field(default_factory=dict)
    places: Mapping[Key, str] = field(default_factory=dict)
    has_repeats: bool = False

    def key(self, key: Key) -> Key:
        """Return under which key the row of the trial `key` stands."""
        return key if self.has_repeats else (key[0], None)


def read_trial_table(
    path: Path, columns: Columns, with_repeats: bool, flaws: list[Flaw]
) -> TrialTable:
    """Return the table in `path`.

    Args:
        path: CSV, TSV, JSONL, Parquet, JSON or YAML.
        columns: which column is what.
        with_repeats: whether trials are told apart by their repeat, too.
        flaws: takes what is wrong with its rows.

    Raises:
        ImportRefusedError: it cannot be read, or does not name its trials.

    """
    table = read_table(path, columns.trial)
    if columns.trial not in table.columns:
        rule = "A table of hyperparameters names its trials"
        raise missing_column(table, rule, columns.trial, "--trial")
    repeats = columns.repeat if with_repeats and columns.repeat in table.columns else None
    own = {columns.trial, columns.status, repeats}
    names = [name for name in table.columns if name and name not in own]
    found: dict[Key, Mapping[str, object]] = {}
    places: dict[Key, str] = {}
    statuses: dict[Key, object] = {}
    for row in range(len(table.numbers)):
        cells = table.row(row, table.columns)
        if columns.trial not in cells:
            rule = f"A row names its trial in `{columns.trial}`"
            flaws.append(Flaw(table.place(row), rule, "nothing", "Fill it, or remove the row"))
            continue
        key = (text(cells[columns.trial]), text(cells.get(repeats)) if repeats else None)
        if key in found:
            rule, got = "A trial has one row of hyperparameters", f"a second one of `{key[0]}`"
            step = f"Remove one; the first is {places[key]}"
            flaws.append(Flaw(table.place(row), rule, got, step))
            continue
        found[key] = {name: cells[name] for name in names if name in cells}
        places[key] = table.place(row)
        if columns.status in cells:
            statuses[key] = cells[columns.status]
    return TrialTable(str(path), found, statuses, places, repeats is not None)
