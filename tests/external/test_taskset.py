"""TaskSet's 1,000 Adam configurations, laid into tables and imported."""

from pathlib import Path

import polars as pl
import pytest
from judged_rounds import tables_of
from taskset import STEPS_BETWEEN, import_taskset
from tuneround.analysis.tables import Tables
from tuneround.spec.reading import read_round


@pytest.fixture(scope="session")
def folder(external: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Import the LSTM from a long table and a table of hyperparameters; return where it lies."""
    folder = tmp_path_factory.mktemp("taskset")
    import_taskset(external, folder)
    return folder


@pytest.fixture(scope="session")
def tables(folder: Path) -> Tables:
    """Return the round as readers of the bucket see it."""
    return tables_of(folder / "lstm.yaml", folder / "rounds")


def test_three_of_a_thousand_are_infeasible(tables: Tables) -> None:
    """A configuration whose loss ends as NaN is infeasible, and no other."""
    assert dict(tables.trials["fate"].value_counts().iter_rows()) == {
        "completed": 997,
        "infeasible": 3,
    }


def test_the_best_evaluation_is_rarely_the_last(tables: Tables) -> None:
    """In 934 of 997 completed trials another evaluation than the last is the best."""
    completed = tables.trials.filter(fate="completed")
    assert completed.filter(pl.col("best_step") != pl.col("last_step")).height == 934


def test_winner(tables: Tables) -> None:
    """Trial 839 wins with .52244 at evaluation 45, counted from 0."""
    best = tables.trials.filter(fate="completed").sort("best_value").row(0, named=True)
    assert (best["index"], best["best_step"]) == (839, 45 * STEPS_BETWEEN)
    assert best["best_value"] == pytest.approx(0.52244, rel=0, abs=5e-6)


def test_every_evaluation_is_there_and_test_losses_are_hidden(tables: Tables) -> None:
    """All 51,000 evaluations are read back; test/loss is stored, and no reader shows it."""
    assert tables.evaluations.height == 51_000
    assert "test/loss" not in tables.evaluations.columns


def test_the_space_is_seen_from_the_trials(folder: Path) -> None:
    """Ranges that TaskSet samples on a log scale are seen as such, momenta near 1 as linear."""
    space = read_round(folder / "lstm.yaml").spec.hyperparameters
    assert [h.name for h in space.scientific] == ["learning_rate"]
    assert {h.name for h in space.searched if h.is_log} == {
        *("learning_rate", "epsilon", "l1", "l2", "linear_decay", "exponential_decay")
    }
    assert all(h.is_range for h in space.searched)
