"""What makes two specs the same round."""

from typing import Any

import pytest
from made_cluster_rounds import made_round
from tuneround.spec.identity import digest, identity_content


def identity(**sections: Any) -> str:
    """Return the digest of a made round's identity."""
    return digest(identity_content(made_round(**sections)[0].spec))


@pytest.mark.parametrize(
    "changed",
    [
        {"suspend": True},
        {"stop": True},
        {"resume": 3},
        {"ttlSecondsAfterFinished": 0},
        {"budget": {"trials": 16}},
        {"goal": "Another question?"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_what_may_change_makes_no_other_round(changed: dict[str, Any]) -> None:
    """What the operator is told, and how much is spent, leave a round the same."""
    assert identity(**changed) == identity()


@pytest.mark.parametrize(
    "changed",
    [
        {"budget": {"steps": 20}},
        {"trainer": {"image": "trainer:2"}},
        {"objective": {"metric": "valid/loss", "direction": "maximize"}},
    ],
    ids=["steps", "image", "direction"],
)
def test_what_trials_compute_makes_another_round(changed: dict[str, Any]) -> None:
    """A change of what is trained or decided is another round."""
    assert identity(**changed) != identity()


def test_whole_floats_have_the_digest_of_integers() -> None:
    """Kubernetes stores 1.0 as 1: the digest is the same, and another for another number."""
    bounds = [{"min": 1.0, "max": 8.0}, {"min": 1, "max": 8}, {"min": 1.0, "max": 8.5}]
    spaces = [{"nuisance": [{"name": "lr", **bound}]} for bound in bounds]
    first, second, third = [identity(hyperparameters=space) for space in spaces]
    assert first == second != third
