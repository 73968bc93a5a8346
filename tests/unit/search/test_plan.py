"""Plans of small rounds."""

from itertools import product

import pytest
from made_rounds import OPTIMIZERS, round_spec
from tuneround.search import PlanError, plan
from tuneround.search.layout import Layout


def test_crossed_layout() -> None:
    """Settings vary fastest, then repeats, then points."""
    trials = plan(round_spec(trials=12, repeats=2))
    assert [(t.setting, t.point, t.repeat) for t in trials] == [
        (setting, point, repeat) for point, repeat, setting in product(range(3), range(2), range(2))
    ]


def test_layout_inverse() -> None:
    """Every index has one place and every place one index."""
    layout = Layout(settings=3, repeats=4)
    assert [layout.index(*layout.place(index)) for index in range(100)] == list(range(100))


def test_conditional_nuisances_at_the_same_u() -> None:
    """Adam's beta1 and Nesterov's momentum, equal ranges in one dimension, have equal values."""
    trials = plan(round_spec(trials=40))
    nesterov = [t.hyperparameters["one_minus_momentum"] for t in trials if t.setting == 0]
    adam = [t.hyperparameters["one_minus_beta1"] for t in trials if t.setting == 1]
    assert nesterov == adam
    assert len(set(adam)) == 20


def test_sampled_layout() -> None:
    """A sampled design has one setting, and gives scientific values equal shares as a dimension."""
    trials = plan(round_spec(trials=64, repeats=1, design="sampled", algorithm="sobol"))
    optimizers = [t.hyperparameters["optimizer"] for t in trials]
    assert {t.setting for t in trials} == {0}
    assert [t.point for t in trials] == list(range(64))
    assert optimizers.count("adam") == 32


def test_repeats_share_the_point() -> None:
    """Repeats have one point's values, seeds of their own, and no dictionary in common."""
    first, second = plan(round_spec(trials=4, repeats=2))[::2]
    assert first.hyperparameters == second.hyperparameters
    assert first.hyperparameters is not second.hyperparameters
    assert first.seeds != second.seeds


def test_no_hyperparameters() -> None:
    """A round without hyperparameters has trials without values."""
    trials = plan(round_spec({}, trials=3, repeats=3))
    assert [t.hyperparameters for t in trials] == [{}, {}, {}]
    assert len({t.seeds.initialization for t in trials}) == 3


def test_conditional_fixed() -> None:
    """A fixed value with a condition stands only in the trials where the condition holds."""
    space = OPTIMIZERS | {
        "fixed": [{"name": "epsilon", "value": 1e-8, "when": {"optimizer": ["adam"]}}]
    }
    trials = plan(round_spec(space, trials=4))
    assert ["epsilon" in t.hyperparameters for t in trials] == [False, True, False, True]


GRID = {
    "scientific": [{"name": "optimizer", "values": ["nesterov", "adam"]}],
    "nuisance": [
        {"name": "decay", "values": [0.0, 0.1]},
        {"name": "momentum", "values": [0.5, 0.9], "when": {"optimizer": ["nesterov"]}},
        {"name": "clip", "values": [1, 2], "when": {"decay": [0.1], "optimizer": ["adam"]}},
    ],
    "fixed": [{"name": "batch_size", "value": 64}],
}


def test_grid() -> None:
    """A grid is the product of the values, the last name fastest, without inactive ones."""
    trials = plan(round_spec(GRID, trials=6, algorithm="grid"))
    assert [t.hyperparameters for t in trials if t.setting == 0] == [
        {"optimizer": "nesterov", "decay": decay, "momentum": momentum, "batch_size": 64}
        for decay, momentum in [(0.0, 0.5), (0.0, 0.9), (0.1, 0.5)]
    ]
    assert [t.hyperparameters for t in trials if t.setting == 1] == [
        {"optimizer": "adam", "decay": 0.0, "batch_size": 64},
        {"optimizer": "adam", "decay": 0.1, "clip": 1, "batch_size": 64},
        {"optimizer": "adam", "decay": 0.1, "clip": 2, "batch_size": 64},
    ]


def test_sampled_grid() -> None:
    """A sampled grid has the scientific values in its product, and every combination once."""
    trials = plan(round_spec(GRID, trials=7, algorithm="grid", design="sampled"))
    assert len({tuple(t.hyperparameters.items()) for t in trials}) == 7


@pytest.mark.parametrize("first", range(7))
def test_grid_slice(first: int) -> None:
    """Part of a grid's plan is that part of the whole."""
    spec = round_spec(GRID, trials=7, algorithm="grid")
    assert plan(spec, first) == plan(spec)[first:]


def test_grid_too_small() -> None:
    """More trials than grid points are refused, with the number that there is room for."""
    with pytest.raises(PlanError, match="got 3 points in setting 1, so that trial 7 has none"):
        plan(round_spec(GRID, trials=8, algorithm="grid"))
    with pytest.raises(PlanError, match="got 3 points in setting 1, so that trial 7 has none"):
        plan(round_spec(GRID, trials=7, algorithm="grid"), first=30, count=2)
    assert len(plan(round_spec(GRID, trials=7, algorithm="grid"))) == 7


def test_grid_of_many_names() -> None:
    """A grid of more names than Python has frames is planned."""
    fixed = [{"name": f"f{i}", "value": i, "when": {f"f{i - 1}": [i - 1]}} for i in range(1, 1001)]
    space = {"nuisance": [{"name": "f0", "values": [0, 7]}], "fixed": fixed}
    trials = plan(round_spec(space, trials=2, algorithm="grid"))
    assert [len(t.hyperparameters) for t in trials] == [1001, 1]


def test_listed() -> None:
    """Listed points come in their order, each with every repeat and the fixed values."""
    points = [
        {"optimizer": "adam", "learning_rate": 0.001, "one_minus_beta1": 0.1},
        {"optimizer": "nesterov", "learning_rate": 0.1, "one_minus_momentum": 0.1},
    ]
    trials = plan(round_spec(trials=4, repeats=2, algorithm="listed", points=points))
    assert [t.hyperparameters for t in trials] == [
        {**point, "batch_size": 64} for point in points for _ in range(2)
    ]
    assert [(t.setting, t.point, t.repeat) for t in trials] == [
        (0, 0, 0),
        (0, 0, 1),
        (0, 1, 0),
        (0, 1, 1),
    ]


def test_listed_beyond_the_list() -> None:
    """A trial after the last listed point is refused."""
    point = {"optimizer": "adam", "learning_rate": 0.001, "one_minus_beta1": 0.1}
    with pytest.raises(PlanError, match="got 1 points in setting 0, so that trial 1 has none"):
        plan(round_spec(trials=1, algorithm="listed", points=[point]), count=2)


@pytest.mark.parametrize(("first", "count"), [(-1, 2), (0, -1), (-1, None)])
def test_negative(first: int, count: int | None) -> None:
    """A plan before trial 0, or of fewer than no trials, is refused."""
    with pytest.raises(PlanError, match="begins at trial 0 or later"):
        plan(round_spec(), first, count)


def test_default_count() -> None:
    """Without a count a plan ends with the budget; with one it may go beyond."""
    spec = round_spec(trials=12)
    assert [t.index for t in plan(spec, 10)] == [10, 11]
    assert plan(spec, 12) == plan(spec, 20) == []
    assert [t.index for t in plan(spec, 11, 3)] == [11, 12, 13]
