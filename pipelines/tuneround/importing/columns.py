"""Columns: which column of a table of evaluations is what."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from tuneround.importing.cells import number
from tuneround.importing.flaws import Flaw, refuse
from tuneround.importing.naming import Naming
from tuneround.importing.table import Table
from tuneround.spec.suggestion import closest

STEPS = ("step", "global_step")


@dataclass(frozen=True)
class Columns:
    """What the user says of the columns.

    Attributes:
        trial: names the trial.
        step: counts the steps; None: the first of STEPS that is there.
        repeat: tells the seeds of one point apart.
        seconds: the training time so far.
        status: what became of the trial.
        hyperparameters: patterns of columns that are hyperparameters.

    """

    trial: str = "trial"
    step: str | None = None
    repeat: str | None = None
    seconds: str | None = None
    status: str | None = None
    hyperparameters: tuple[str, ...] = ()

    def step_of(self, table: Table) -> str:
        """Return the column of steps. Raises ImportRefusedError."""
        wanted = STEPS if self.step is None else (self.step,)
        found = next((name for name in wanted if name in table.columns), None)
        if found is None:
            raise missing_column(table, "An evaluation has a step", wanted[0], "--step")
        return found

    def require_seconds(self, table: Table) -> None:
        """Refuse a table without the column of training times that the user names."""
        if self.seconds is not None and self.seconds not in table.columns:
            rule = "--seconds names a column of the table"
            raise missing_column(table, rule, self.seconds, "--seconds")

    def hyperparameters_of(self, table: Table) -> list[str]:
        """Return the columns that are hyperparameters, in the order of the user's patterns."""
        found = [n for p in self.hyperparameters for n in table.columns if fnmatchcase(n, p)]
        return list(dict.fromkeys(found))

    def metrics_of(self, table: Table, naming: Naming) -> tuple[dict[str, str], list[str]]:
        """Return column -> metric of every wanted column of numbers, and what is left out as text.

        A column in which no cell is a number is text; one in which some are is a metric, and its
        other cells are wrong.
        """
        own = {self.trial, self.step_of(table), self.repeat, self.seconds, self.status}
        own.update(self.hyperparameters_of(table))
        named = {name: naming.metric(name) for name in table.columns if name not in own}
        wanted = {name: metric for name, metric in named.items() if metric is not None}
        metrics = {n: m for n, m in wanted.items() if _has_numbers(table.columns[n])}
        texts = [
            n for n in wanted if n not in metrics and any(c is not None for c in table.columns[n])
        ]
        return metrics, texts


def missing_column(table: Table, rule: str, name: str, option: str) -> Exception:
    """Return the error for a column that is not there, with the name that was meant."""
    near = closest(name, table.columns)
    step = f"Write {option} {near}" if near else f"Name its column: {option} COLUMN"
    return refuse(table.source, rule, f"no column `{name}`", step)


def unknown_hyperparameters(table: Table, columns: Columns) -> list[Flaw]:
    """Return a flaw for each pattern of hyperparameters that no column matches."""
    return [
        Flaw(
            table.source,
            "--hyperparameters names a file, or columns of the table",
            f"`{pattern}`, which is neither",
            "Correct the path or the name",
        )
        for pattern in columns.hyperparameters
        if not any(fnmatchcase(name, pattern) for name in table.columns)
    ]


def _has_numbers(cells: Sequence[object]) -> bool:
    return any(number(cell) is not None for cell in cells)
