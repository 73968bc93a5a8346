"""Every error that pydantic can find in a spec has words of its own."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError
from tuneround.spec.round import TuningRound
from tuneround.spec.translation import translated

WHOLE: dict[str, Any] = {
    "apiVersion": "tuneround.dev/v1alpha1",
    "kind": "TuningRound",
    "metadata": {"name": "a", "namespace": "b", "labels": {"c": "d"}, "annotations": {"e": "f"}},
    "spec": {
        "study": "a-study",
        "goal": "Which?",
        "objective": {"metric": "valid/error_rate", "direction": "minimize", "minEffect": 0.1},
        "trainer": {"image": "i", "command": ["python"], "resources": {"cpu": 1}, "threads": 1},
        "budget": {
            "trials": 2,
            "parallelism": 1,
            "steps": 2,
            "evaluateEvery": 1,
            "retries": 0,
            "repeats": 1,
        },
        "hyperparameters": {
            "scientific": [{"name": "a", "values": ["x", "y"], "when": {"c": [1]}}],
            "nuisance": [{"name": "b", "min": 1, "max": 2, "scale": "log", "type": "integer"}],
            "fixed": [{"name": "c", "value": 1}],
        },
        "search": {"algorithm": "listed", "seed": 0, "points": [{"a": "x", "b": 1}] * 2},
        "checkpoints": {
            "keepBest": 1,
            "alsoKeep": [{"metric": "valid/loss", "direction": "minimize", "count": 1}],
        },
        "storage": {
            "bucket": "tuneround",
            "prefix": "rounds",
            "endpoint": "http://s3:7070",
            "region": "r",
            "credentialsSecret": "s",
        },
        "suspend": False,
        "stop": False,
        "resume": 0,
        "ttlSecondsAfterFinished": 0,
    },
}
STRANGE = [None, True, -1, 10**30, 1.5, float("nan"), "", "é/" * 3000, [], [None] * 2000, {}]
STRANGE += [{"a": 1}, {f"k{i}": [] for i in range(30)}]


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every value."""
    yield path
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(inner, (*path, key))


def replaced(path: tuple[str | int, ...], strange: object) -> Any:
    """Return the whole round with `strange` at `path`."""
    root = {"": copy.deepcopy(WHOLE)}
    inner: Any = root
    keys = ["", *path]
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = strange
    return root[""]


def test_whole_round_is_valid() -> None:
    """What the mistakes are put into has none."""
    assert TuningRound.model_validate(WHOLE, by_name=False).spec.budget.trials == 2


@pytest.mark.parametrize("strange", STRANGE, ids=lambda strange: repr(strange)[:20])
def test_every_mistake_has_its_rule_and_next_step(strange: object) -> None:
    """No value in any place leaves pydantic's own words in front of a user."""
    for path in places(WHOLE):
        try:
            TuningRound.model_validate(replaced(path, strange), by_alias=True, by_name=False)
        except ValidationError as error:
            problems = [p for details in error.errors() for p in translated(details)]
            assert problems, path
            for problem in problems:
                assert problem.next_step != "Correct it; docs/spec.md lists every field", problem
                assert "Input should" not in str(problem)
