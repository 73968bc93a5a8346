"""Rows: the evaluations in the rows of a table, added to the curves of their trials."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tuneround.importing.cells import number, text, whole_number
from tuneround.importing.columns import Columns
from tuneround.importing.curve import Curve
from tuneround.importing.flaws import Flaw
from tuneround.importing.naming import Naming
from tuneround.importing.table import Table

Key = tuple[str, str | None]
"""A trial's name, and its repeat where the source tells it."""


@dataclass
class Gathered:
    """What was read so far.

    Attributes:
        curves: by trial.
        places: where each trial was first seen.
        statuses: the last status of each trial, where there is one.
        hyperparameters: the cells of each trial that stand in its rows.
        flaws: what is wrong.
        texts: columns that hold no number.
        unread: trials whose own file of hyperparameters is among the flaws.

    """

    curves: dict[Key, Curve] = field(default_factory=dict)
    places: dict[Key, str] = field(default_factory=dict)
    statuses: dict[Key, object] = field(default_factory=dict)
    hyperparameters: dict[Key, dict[str, object]] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)
    texts: set[str] = field(default_factory=set)
    unread: set[Key] = field(default_factory=set)

    def curve(self, key: Key, place: str) -> Curve:
        """Return the curve of a trial, new at its first sight."""
        self.places.setdefault(key, place)
        return self.curves.setdefault(key, Curve())


def gather(
    table: Table,
    columns: Columns,
    naming: Naming,
    key_of: Callable[[int], Key | None],
    into: Gathered,
) -> None:
    """Add the rows of `table` to `into`.

    Args:
        table: one file.
        columns: which column is what.
        naming: what metrics are called.
        key_of: the trial of a row, from 0; None where the row does not say it.
        into: what was read so far; takes every flaw.

    """
    columns.require_seconds(table)
    steps = table.columns[columns.step_of(table)]
    metrics, texts = columns.metrics_of(table, naming)
    into.texts.update(texts)
    cells = [(name, metric, table.columns[name]) for name, metric in metrics.items()]
    for row in range(len(table.numbers)):
        key, step = key_of(row), whole_number(steps[row])
        if key is None or step is None or step < 0:
            into.flaws.extend(_row_flaws(table, columns, row, key))
            continue
        curve = into.curve(key, table.place(row))
        for name, metric, column in cells:
            if column[row] is not None:
                into.flaws.extend(_added(curve, step, metric, column[row], table, row, name))
        _add_beside(table, columns, row, step, key, into)


def _row_flaws(table: Table, columns: Columns, row: int, key: Key | None) -> Iterator[Flaw]:
    if key is None:
        rule = f"A row names its trial in `{columns.trial}`"
        yield Flaw(table.place(row), rule, "nothing", "Fill it, or remove the row")
    cell = table.columns[columns.step_of(table)][row]
    step = whole_number(cell)
    if step is None or step < 0:
        got = "nothing" if cell is None else f"`{text(cell)}`"
        rule = "A step is a whole number, 0 or more"
        yield Flaw(table.place(row), rule, got, "Correct it, or remove the row")


def _added(
    curve: Curve, step: int, metric: str, cell: object, table: Table, row: int, name: str
) -> Iterator[Flaw]:
    value = number(cell)
    if value is None:
        yield Flaw(
            table.place(row),
            "A metric is a number, or blank where it was not measured",
            f"`{text(cell)}` in `{name}`",
            "Correct it; write NaN for one that was not finite",
        )
    elif not curve.add(step, metric, value):
        yield Flaw(
            table.place(row),
            "A trial has one value of a metric at a step",
            f"a second one of `{metric}` at step {step}",
            "Remove one of the rows; where rows differ by their seed, name its column: --repeat",
        )


def _add_beside(
    table: Table, columns: Columns, row: int, step: int, key: Key, into: Gathered
) -> None:
    """Note what stands in a row beside its metrics."""
    seconds = number(table.cell(columns.seconds, row))
    if seconds is not None:
        into.curves[key].spend(step, seconds)
    status = table.cell(columns.status, row)
    if status is not None:
        into.statuses[key] = status
    held = into.hyperparameters.setdefault(key, {})
    for name, cell in table.row(row, columns.hyperparameters_of(table)).items():
        if held.setdefault(name, cell) != cell:
            rule = "A hyperparameter has one value in all rows of its trial"
            got = f"`{text(held[name])}` and `{text(cell)}` for `{name}`"
            step_ = "Correct it, or leave it out of --hyperparameters"
            into.flaws.append(Flaw(table.place(row), rule, got, step_))
