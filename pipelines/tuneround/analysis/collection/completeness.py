"""Completeness: whether a schema, which hides what it does not name, has hidden anything."""

import polars as pl

from tuneround.analysis.collection.schema import STATISTICS, WHOLE

LINE_KEYS = ("step", "metrics", "nonfinite", "logged", "training_seconds", "time")
"""What records.Evaluation writes on each line."""


def is_complete(content: bytes, rows: pl.DataFrame) -> bool:
    """Whether every metric and every logged value of the content has its place in the rows.

    Each key was written with one `":`. A line has its own keys, one for each metric (read as a
    value, or written as null), and for each logged name one and those of its statistics. A writer
    with further fields is slower to read, no more.
    """
    lines: int = rows.select(WHOLE.sum()).item()
    metrics = rows["metrics"].struct.unnest()
    values = sum(column.len() - column.null_count() for column in metrics)
    logged, logged_nulls = _logged_counts(rows)
    read: int = len(LINE_KEYS) * lines + values + (1 + len(STATISTICS)) * logged
    written = content.count(b'":')
    # Nulls are rare, and looking for them takes as long as counting all keys.
    if read == written:
        return True
    other_nulls = content.count(b'"training_seconds":null') + logged_nulls
    return read + content.count(b":null") - other_nulls == written


def _logged_counts(rows: pl.DataFrame) -> tuple[int, int]:
    """Return how many logged statistics were read, and how many nulls are in them."""
    if "logged" not in rows.columns:
        return 0, 0
    names = rows["logged"].struct.unnest()
    read = [column.struct.unnest().filter(column.is_not_null()) for column in names]
    nulls = sum(column.null_count() for statistics in read for column in statistics)
    return sum(statistics.height for statistics in read), nulls
