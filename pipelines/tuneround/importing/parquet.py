"""Parquet: the table in a Parquet file. Nothing else of this room needs polars."""

from pathlib import Path

from tuneround.importing.flaws import refuse
from tuneround.importing.table import Table


def read_parquet(path: Path) -> Table:
    """Return the table in a Parquet file; null is blank.

    Raises:
        ImportRefusedError: polars is not installed, or the file is none.

    """
    try:
        import polars as pl
        from polars.exceptions import PolarsError
    except ModuleNotFoundError as error:
        step = "Install it: pip install 'tuneround[report]'"
        raise refuse(str(path), "Parquet is read by polars", "no such package", step) from error
    try:
        frame = pl.read_parquet(path)
    except PolarsError as error:
        got = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise refuse(str(path), "The file is valid Parquet", got, "Write it anew") from error
    rows = range(1, frame.height + 1)
    return Table(str(path), frame.to_dict(as_series=False), rows, has_lines=False)
