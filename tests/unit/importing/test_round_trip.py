"""What goes in comes out: any table, imported and collected, is the same table."""

import csv
import json
from io import StringIO
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tuneround.analysis.collection.collect import collect
from tuneround.importing.assembly import assemble
from tuneround.importing.columns import Columns
from tuneround.importing.naming import Naming
from tuneround.importing.question import Question
from tuneround.importing.sources import Request, read_source
from tuneround.importing.writing import write
from tuneround.spec.objective import Direction
from tuneround.store.directory import DirectoryBucket
from tuneround.store.histories import stream_histories
from tuneround.store.keys import RoundKeys
from tuneround.store.rounds import RoundStore

METRIC = "valid/loss"
FLOATS = st.floats(width=64) | st.sampled_from([0.1, 1e-5, 1e22, -0.0, 5e-324])
CELLS = st.none() | FLOATS
SPACES = (
    FLOATS.filter(lambda x: isfinite(x) and abs(x) < 1e300),
    st.integers(-(2**53), 2**53),
    st.sampled_from(["adam", "sgd", "on", "1.0e", "a: b", "ü, \"'"]),
    st.booleans(),
)
NAMES = ("lr", "layers", "optimizer", "nesterov")


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Draw rows of evaluations, and of hyperparameters, each of one type or absent."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    count = draw(st.integers(1, 5))
    curves, trials = [], []
    for trial in range(count):
        # The first one is always there: a trial has hyperparameters.
        present = [n for n in names if n == names[0] or draw(st.booleans())]
        spaces = dict(zip(NAMES, SPACES, strict=True))
        trials.append({"trial": trial, **{n: draw(spaces[n]) for n in present}})
        for step in draw(st.lists(st.integers(0, 10**9 - 1), min_size=1, max_size=4, unique=True)):
            loss = 0.5 if trial == 0 else draw(CELLS)
            row = {"trial": trial, "step": step, METRIC: loss, "train/loss": draw(CELLS)}
            curves.append(row)
    return curves, trials


def csv_text(rows: list[dict[str, Any]]) -> str:
    """Return rows as CSV, floats to the last digit."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    buffer = StringIO()
    cells = ([_csv_cell(row.get(name)) for name in names] for row in rows)
    csv.writer(buffer).writerows([names, *cells])
    return buffer.getvalue()


def _csv_cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case str():
            return value
    return repr(value)


def collected(folder: Path, curves: Path, trials: Path):
    """Import two tables and return what readers of the bucket see."""
    naming = Naming(objective=METRIC)
    foreign = read_source(Request(str(curves), str(trials), Columns(), naming))
    question = Question("s", "r", METRIC, Direction.MINIMIZE)
    imported = assemble(foreign, question, None, None, folder / "r.yaml")
    store = RoundStore(DirectoryBucket(folder / "bucket"), RoundKeys.of("p", "s", "r"))
    write(store, imported)
    histories = stream_histories(store.bucket, store.keys)
    return collect(store.load_plan(), histories, store.load_spec().spec.objective)


def lay(rows: list[dict[str, Any]], path: Path) -> None:
    """Write rows as the kind of table that the name of `path` says."""
    match path.suffix:
        case ".parquet":
            pl.DataFrame(rows, infer_schema_length=None).write_parquet(path)
        case ".csv":
            path.write_text(csv_text(rows), "utf-8")
        case ".jsonl":
            path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
@settings(max_examples=25)
@given(given_tables=tables())
def test_table_to_bucket_to_table(kind: str, given_tables) -> None:
    """Every finite value, every step and every hyperparameter is read back as it was written."""
    curves, trials = given_tables
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, rows in (("curves", curves), ("trials", trials)):
            lay(rows, folder / f"{file}.{kind}")
        found = collected(folder, folder / f"curves.{kind}", folder / f"trials.{kind}")
    assert seen_evaluations(found.evaluations) == expected_evaluations(curves)
    for index, row in enumerate(trials):
        for hyperparameter in (n for n in NAMES if any(n in t for t in trials)):
            stored = found.trials[f"hyperparameter/{hyperparameter}"][index]
            assert stored == row.get(hyperparameter)


def expected_evaluations(curves: list[dict[str, Any]]) -> dict[tuple[int, int], tuple]:
    """Return what readers must see: rows that measured anything, null where it is not finite."""
    return {
        (row["trial"], row["step"]): tuple(
            value if value is not None and isfinite(value) else None
            for value in (row[METRIC], row["train/loss"])
        )
        for row in curves
        if row[METRIC] is not None or row["train/loss"] is not None
    }


def seen_evaluations(frame: pl.DataFrame) -> dict[tuple[int, int], tuple]:
    """Return the table of evaluations in the same shape."""
    if "train/loss" not in frame.columns:
        frame = frame.with_columns(pl.lit(None).alias("train/loss"))
    rows = frame.select("trial", "step", METRIC, "train/loss").iter_rows()
    return {row[:2]: row[2:] for row in rows}
