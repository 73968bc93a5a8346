"""Rounds in a working directory, collected as every reader of the bucket sees them."""

from pathlib import Path

from tuneround.aggregation.judgement import judged_round
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.tables import Tables
from tuneround.cli.opening import opened_round
from tuneround.cli.whereabouts import Whereabouts


def tables_of(file: Path, workdir: Path) -> Tables:
    """Return the tables of the round that `file` describes."""
    return judged_of(file, workdir).tables


def judged_of(file: Path, workdir: Path) -> JudgedRound:
    """Return the same round, judged."""
    with opened_round(file, Whereabouts(workdir)) as found:
        return judged_round(found.store, found.store.load_spec().spec)
