"""Rounds in a working directory, collected as every reader of the bucket sees them."""

from pathlib import Path

from tuneround.analysis.collect import collect
from tuneround.analysis.tables import Tables
from tuneround.cli.opening import opened_round
from tuneround.cli.whereabouts import Whereabouts
from tuneround.store.histories import stream_histories


def tables_of(file: Path, workdir: Path) -> Tables:
    """Return the tables of the round that `file` describes."""
    with opened_round(file, Whereabouts(workdir)) as found:
        store = found.store
        objective = store.load_spec().spec.objective
        return collect(store.load_plan(), stream_histories(store.bucket, store.keys), objective)
