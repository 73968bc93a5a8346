"""Which hyperparameters share a dimension."""

from typing import Any

from made_rounds import OPTIMIZERS
from tuneround.search.dimensions import shared_dimensions
from tuneround.spec.hyperparameters import Hyperparameters


def dimensions(space: dict[str, Any], *roles: str) -> dict[str, int]:
    """Return the dimensions of the searched names of `roles`."""
    hyperparameters = Hyperparameters.model_validate(space)
    searched = tuple(h for role in roles for h in getattr(hyperparameters, role))
    return shared_dimensions(hyperparameters, searched)


def ranged(name: str, **when: list[Any]) -> dict[str, Any]:
    """Return a range."""
    return {"name": name, "min": 0.0, "max": 1.0, "when": when}


def test_two_optimizers() -> None:
    """Nesterov's two nuisances and Adam's two need two dimensions, not three."""
    assert dimensions(OPTIMIZERS, "nuisance") == {
        "learning_rate": 0,
        "one_minus_beta1": 1,
        "one_minus_momentum": 1,
    }


def test_sampled_parent() -> None:
    """A searched parent has a dimension of its own beside its children's shared ones."""
    found = dimensions(OPTIMIZERS, "scientific", "nuisance")
    assert found == {
        "learning_rate": 0,
        "one_minus_beta1": 1,
        "one_minus_momentum": 1,
        "optimizer": 2,
    }


def test_unconditional_names() -> None:
    """Names that are always active have a dimension each, in sorted order."""
    space = {"nuisance": [ranged("b"), ranged("c"), ranged("a")]}
    assert dimensions(space, "nuisance") == {"a": 0, "b": 1, "c": 2}


def test_excluded_by_their_parents() -> None:
    """Names share a dimension when only their parents, or parents' parents, exclude each other."""
    space = {
        "scientific": [{"name": "optimizer", "values": ["nesterov", "adam"]}],
        "nuisance": [
            {"name": "warm", "values": [False, True], "when": {"optimizer": ["nesterov"]}},
            ranged("warm_steps", warm=[True]),
            ranged("beta", optimizer=["adam"]),
        ],
    }
    assert dimensions(space, "nuisance") == {"beta": 0, "warm": 0, "warm_steps": 1}


def test_excluded_by_one_definition_of_a_parent() -> None:
    """A parent's value brings the conditions of the one definition that can have it."""
    space = {
        "scientific": [{"name": "optimizer", "values": ["nesterov", "adam"]}],
        "nuisance": [
            {"name": "schedule", "values": ["linear"], "when": {"optimizer": ["nesterov"]}},
            {"name": "schedule", "values": ["cosine"], "when": {"optimizer": ["adam"]}},
            ranged("end", schedule=["linear"]),
            ranged("beta", optimizer=["adam"]),
        ],
    }
    assert dimensions(space, "nuisance") == {"beta": 0, "end": 0, "schedule": 1}
