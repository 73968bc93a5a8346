"""Tables: a round as two frames, and how their columns are called.

`trials` has one row a planned trial, `evaluations` one row an evaluation. docs/results.md
describes every column.
"""

from dataclasses import dataclass, replace
from io import BytesIO

import polars as pl

from tuneround.records.attempt import Fate

HYPERPARAMETER = "hyperparameter/"
LOGGED = "logged/"
METRIC = "metric/"

OWN_COLUMNS = ("trial", "attempt", "step", "training_seconds")
"""Columns of `evaluations` besides metrics and logged values."""


@dataclass(frozen=True)
class Tables:
    """A round, collected.

    Attributes:
        trials: one row a planned trial, by index.
        evaluations: one row an evaluation of a trial's lineage, by trial and step.
        checkpoints: trial, attempt, step and bytes of every listed commit of a lineage; not
            published.

    """

    trials: pl.DataFrame
    evaluations: pl.DataFrame
    checkpoints: pl.DataFrame

    def accounting_for(self, count: int) -> "Tables":
        """Return the tables of the first `count` trials, and of later ones that were started."""
        started = pl.col("fate") != Fate.MISSING.value
        return replace(self, trials=self.trials.filter(started | (pl.col("index") < count)))


def metric_column(metric: str) -> str:
    """Return the column of a metric: its own name, unless that would be ambiguous.

    >>> metric_column("valid/loss"), metric_column("step")
    ('valid/loss', 'metric/step')
    """
    ambiguous = metric in OWN_COLUMNS or metric.startswith((METRIC, LOGGED))
    return METRIC + metric if ambiguous else metric


def metric_columns(evaluations: pl.DataFrame) -> dict[str, str]:
    """Return metric -> column for every metric of the table, in the table's order."""
    columns = [
        column
        for column in evaluations.columns
        if column not in OWN_COLUMNS and not column.startswith(LOGGED)
    ]
    return {column.removeprefix(METRIC): column for column in columns}


def hyperparameter_columns(trials: pl.DataFrame) -> dict[str, str]:
    """Return hyperparameter -> column, in the table's order."""
    return {
        column.removeprefix(HYPERPARAMETER): column
        for column in trials.columns
        if column.startswith(HYPERPARAMETER)
    }


def parquet(frame: pl.DataFrame) -> bytes:
    """Return a table as a Parquet file."""
    buffer = BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def from_parquet(content: bytes) -> pl.DataFrame:
    """Return the table of a Parquet file.

    Raises:
        ValueError: it is none.

    """
    try:
        return pl.read_parquet(content)
    except pl.exceptions.PolarsError as error:
        raise ValueError(f"a Parquet file begins and ends as one; got {error}") from error


def csv(frame: pl.DataFrame) -> bytes:
    """Return a table of scalar columns as a CSV file, every digit kept."""
    return frame.write_csv().encode()
