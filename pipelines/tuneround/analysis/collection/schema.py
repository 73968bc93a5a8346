"""Schema: the types under which polars reads the lines of evaluations."""

import polars as pl

from tuneround.analysis.collection.names import Names

WHOLE = pl.all_horizontal(pl.col("step", "metrics").is_not_null())
"""Whether a row is an evaluation: what else may lie among the lines lacks one of these."""

STATISTICS: dict[str, pl.DataType] = {
    "count": pl.Int64(),
    "nonfinite": pl.Int64(),
    "mean": pl.Float64(),
    "min": pl.Float64(),
    "max": pl.Float64(),
    "quantiles": pl.List(pl.Float64()),
}


def schema_of(names: Names) -> dict[str, pl.DataType]:
    """Return the schema of lines with these metrics and logged values."""
    schema: dict[str, pl.DataType] = {
        "step": pl.Int64(),
        "metrics": pl.Struct(dict.fromkeys(sorted(names.metrics), pl.Float64())),
        "training_seconds": pl.Float64(),
    }
    if names.logged:
        statistics = pl.Struct(STATISTICS)
        schema["logged"] = pl.Struct(dict.fromkeys(sorted(names.logged), statistics))
    return schema
