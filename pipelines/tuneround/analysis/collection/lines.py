r"""Lines: pieces of JSONL, as attempts wrote them, into one frame of evaluations.

Polars parses whole chunks of pieces at once under an explicit schema, about ten times faster than
the standard library reads line by line. Two things are checked, because a schema hides them:
every line has become a row (else the unreadable lines are found by halving and left out), and
every name in the lines is in the schema (else all lines of that chunk are searched for names).

>>> read_pieces([b'{"step":5,"metrics":{"a":1},"nonfinite":[],"training_seconds":2}\n{"st'], "a")
shape: (1, 4)
┌───────┬──────┬─────┬──────────────────┐
│ piece ┆ step ┆ a   ┆ training_seconds │
│ ---   ┆ ---  ┆ --- ┆ ---              │
│ u32   ┆ i64  ┆ f64 ┆ f64              │
╞═══════╪══════╪═════╪══════════════════╡
│ 0     ┆ 5    ┆ 1.0 ┆ 2.0              │
└───────┴──────┴─────┴──────────────────┘
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO

import polars as pl
from polars.exceptions import ComputeError, PolarsError

from tuneround.analysis.collection.completeness import is_complete
from tuneround.analysis.collection.names import Names, all_names, sampled_names
from tuneround.analysis.collection.schema import STATISTICS, WHOLE, schema_of
from tuneround.analysis.tables import LOGGED, metric_column

CHUNK_BYTES = 8 * 2**20
"""Parsed at once: the cost of a call does not matter, and little is left to do at the end."""


def read_pieces(pieces: Iterable[bytes], objective: str) -> pl.DataFrame:
    """Return every whole evaluation line of `pieces`, with the index of its piece.

    Chunks are parsed in a thread beside the one that asks for pieces, which may come from the
    network: parsing frees the interpreter. A piece is not held longer than that.

    Args:
        pieces: JSONL; torn last lines and lines that are no evaluations are left out.
        objective: a metric that gets its column even when no line has it.

    Returns:
        Columns piece, step, one a metric, six a logged name, training_seconds.

    """
    always = Names(frozenset({objective}))
    empty = _flat(pl.DataFrame(schema={"piece": pl.UInt32(), **schema_of(always)}), always)
    with ThreadPoolExecutor(1, thread_name_prefix="tuneround-lines") as beside:
        reading = [
            beside.submit(_read_chunk, contents, first, always)
            for first, contents in _chunks(pieces)
        ]
        frames = [future.result() for future in reading]
    return pl.concat([empty, *frames], how="diagonal")


def _chunks(pieces: Iterable[bytes]) -> Iterator[tuple[int, list[bytes]]]:
    """Yield the index of each chunk's first piece, and its pieces up to their last line break."""
    first, size = 0, 0
    chunk: list[bytes] = []
    for piece in pieces:
        # What follows the last line break is a torn line.
        chunk.append(piece[: piece.rfind(b"\n") + 1])
        size += len(piece)
        if size >= CHUNK_BYTES:
            yield first, chunk
            first, size, chunk = first + len(chunk), 0, []
    if chunk:
        yield first, chunk


def _read_chunk(contents: list[bytes], first: int, always: Names) -> pl.DataFrame:
    """Return the evaluations of the pieces `first`, `first` + 1 and so on."""
    names = sampled_names(contents) | always
    chunk = _parsed_leniently(contents, names)
    if not is_complete(chunk.content, chunk.rows):
        names |= all_names([chunk.content])
        chunk = _parsed_leniently(contents, names)
    counts = pl.Series(chunk.counts, dtype=pl.UInt32)
    indices = pl.int_range(first, first + len(counts), dtype=pl.UInt32, eager=True)
    owners = indices.repeat_by(counts).filter(counts > 0).explode()
    return _flat(chunk.rows.with_columns(piece=owners), names)


@dataclass(frozen=True)
class _Chunk:
    """Pieces parsed at once: their content, lines of each, and one row a line."""

    content: bytes
    counts: list[int]
    rows: pl.DataFrame


def _parsed_leniently(contents: list[bytes], names: Names) -> _Chunk:
    """Parse pieces, without the lines that cannot be read."""
    try:
        return _parsed(contents, names)
    except PolarsError:
        return _parsed([_readable(content, names) for content in contents], names)


def _parsed(contents: list[bytes], names: Names) -> _Chunk:
    """Parse pieces; raises PolarsError when a line is none of ours."""
    content, counts = b"".join(contents), [piece.count(b"\n") for piece in contents]
    rows = pl.read_ndjson(BytesIO(content), schema=schema_of(names))
    if rows.height != sum(counts):
        raise ComputeError("a blank line")
    return _Chunk(content, counts, rows)


def _readable(content: bytes, names: Names) -> bytes:
    """Return `content` without the lines that cannot be read."""
    # Every evaluation says "step"; what does not is foreign, and there may be much of it.
    lines = [line for line in content.split(b"\n") if b'"step"' in line]
    return b"".join(_halved(lines, names))


def _halved(lines: list[bytes], names: Names) -> Iterator[bytes]:
    content = b"".join(line + b"\n" for line in lines)
    try:
        yield _parsed([content], names).content
    except PolarsError:
        middle = len(lines) // 2
        if middle:
            yield from _halved(lines[:middle], names)
            yield from _halved(lines[middle:], names)


def _flat(frame: pl.DataFrame, names: Names) -> pl.DataFrame:
    """Return the frame's evaluations, each metric and each logged statistic in its own column."""
    metrics, logged = pl.col("metrics").struct, pl.col("logged").struct
    return frame.filter(WHOLE).select(
        "piece",
        "step",
        *(metrics.field(name).alias(metric_column(name)) for name in sorted(names.metrics)),
        *(
            logged.field(name).struct.field(statistic).alias(f"{LOGGED}{name}/{statistic}")
            for name in sorted(names.logged)
            for statistic in STATISTICS
        ),
        "training_seconds",
    )
