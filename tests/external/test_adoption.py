"""Adoption of a change in the real ImageNet trainings of AlgoPerf."""

import csv
from math import comb
from pathlib import Path

import pytest
from made_sides import made_sides
from tuneround.analysis.comparison import compare
from tuneround.records.comparison import Verdict
from tuneround.spec.objective import Objective

ACCURACY = Objective(metric="validation/accuracy", direction="maximize")


def best_of(file: Path) -> float:
    """Return the best validation accuracy of a trial."""
    with file.open() as lines:
        return max(
            float(row["validation/accuracy"])
            for row in csv.DictReader(lines)
            if row["validation/accuracy"]
        )


def scores(external: Path, trial: int) -> list[float]:
    """Return the score of each of the five studies of a trial."""
    files = sorted(
        external.glob(f"algoperf/study_*/imagenet_resnet_jax/trial_{trial}/eval_measurements.csv")
    )
    return [best_of(file) for file in files]


def test_label_smoothing_is_adopted(external: Path) -> None:
    """Trial 1 differs from trial 3 in label smoothing only, and is better in all five seeds."""
    change, baseline = scores(external, 1), scores(external, 3)
    found = compare(*made_sides(change, baseline, ACCURACY), ACCURACY)
    assert (found.change.mean, found.baseline.mean) == (
        pytest.approx(0.77300, abs=5e-6),
        pytest.approx(0.76464, abs=5e-6),
    )
    assert found.verdict is Verdict.ADOPT
    assert found.evidence.p_value == 2 / comb(10, 5)
    assert found.evidence.paired_p == 0.0625
    assert found.evidence.superiority == 1.0
    assert found.evidence.beyond_spreads
