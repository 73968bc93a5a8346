"""What the questions of the search space say of TaskSet's 1,000 Adam configurations."""

from pathlib import Path

import pytest
from judged_rounds import judged_of
from taskset import import_taskset
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.space.boundary import boundary
from tuneround.analysis.space.density import density
from tuneround.analysis.space.infeasible import infeasible
from tuneround.records.finding import Level


@pytest.fixture(scope="module")
def judged(external: Path, tmp_path_factory: pytest.TempPathFactory) -> JudgedRound:
    """Return the imported round: all eight hyperparameters over their observed ranges."""
    folder = tmp_path_factory.mktemp("taskset")
    import_taskset(external, folder)
    return judged_of(folder / "lstm.yaml", folder / "rounds")


def test_large_learning_rates_diverge(judged: JudgedRound) -> None:
    """Configurations that diverge have large learning rates; no other hyperparameter matters.

    3 are not finite, and 46 end above twice their first training loss.
    """
    overall, *where = infeasible(judged).findings
    assert (overall.numbers["not_finite"], overall.numbers["diverged"]) == (3, 46)
    assert [finding.hyperparameter for finding in where] == ["learning_rate"]
    assert where[0].numbers["inside_crosses"] == 47


def test_no_bound_is_suspicious(judged: JudgedRound) -> None:
    """Nine decades of learning rate hold the optimum, and so do the other ranges.

    Four of five trials have a beta2 in the highest tenth of its linear range, the best ones too:
    that is where the search was, not where it should go.
    """
    (finding,) = boundary(judged).findings
    assert finding.level is Level.FINE
    assert finding.numbers["looks"] == 16


def test_the_good_region_was_hit_often(judged: JudgedRound) -> None:
    """53 configurations come more than halfway from the median to the best."""
    (finding,) = density(judged).findings
    assert finding.level is Level.FINE
    assert finding.numbers["inside"] == 53
