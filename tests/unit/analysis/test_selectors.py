"""How a person names a point."""

import pytest
from made_sides import made_point
from tuneround.analysis.adopting.selectors import SelectorError, selected
from tuneround.analysis.comparing.points import Point

POINTS = (
    made_point([0.1, 0.2], {"optimizer": "adam", "rate": 0.0013082098, "layers": 2}, first=0),
    made_point([0.1, 0.2], {"optimizer": "adam", "rate": 0.5, "layers": 3}, first=2),
    made_point([0.1], {"optimizer": "sgd", "rate": 0.5, "nesterov": True}, first=4),
)


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("optimizer=adam", [0, 2]),
        ("optimizer=adam,layers=3", [2]),
        (" rate = 0.001308 ", [0]),
        ("rate=5e-1", [2, 4]),
        ("nesterov=true", [4]),
        ("trial=3", [2]),
        ("point=4", [4]),
        ("layers=2.0", [0]),
    ],
)
def test_selector_names_the_points_that_meet_it(selector: str, expected: list[int]) -> None:
    """Values are met as they are shown; a trial stands for its point with all its repeats."""
    assert [point.number for point in selected(POINTS, selector)] == expected


def test_hyperparameter_called_trial_outranks_the_plan_s() -> None:
    """A name of the round means the round's."""
    point = made_point([0.1], {"trial": 7})
    assert selected([point], "trial=7") == (point,)


@pytest.mark.parametrize(
    ("selector", "parts"),
    [
        ("optimizer=lion", ["`optimizer` selects", "got `lion`", "It holds adam, sgd."]),
        ("optimiser=adam", ["got `optimiser`", "Did you mean `optimizer`?", "rate, layers"]),
        ("trial=9", ["`trial` selects", "got `9`", "It holds 0, 1, 2, 3, 4."]),
        ("rate=x", ["got `x`", "It holds 0.001308, 0.5."]),
        ("adam", ["conditions NAME=VALUE", "got `adam`", "trial=N"]),
        ("", ["conditions NAME=VALUE"]),
        ("optimizer=sgd,layers=2", ["no point meets together", "Leave one out"]),
    ],
)
def test_error_says_the_rule_what_was_got_and_what_exists(selector: str, parts: list[str]) -> None:
    """A selector that names nothing is answered with what could be named."""
    with pytest.raises(SelectorError) as raised:
        selected(POINTS, selector)
    assert all(part in str(raised.value) for part in parts)
    assert raised.value.exit_code == 2


def test_all_wrong_conditions_are_named_at_once() -> None:
    """Each condition that nothing meets has its line."""
    with pytest.raises(SelectorError) as raised:
        selected(POINTS, "optimizer=lion,layres=2,trial=99")
    assert str(raised.value).count("got ") == 3


def test_long_lists_are_cut() -> None:
    """A plan of many values shows a dozen, and how many more there are."""
    points: list[Point] = [made_point([0.1], {"rate": n / 10}, first=n) for n in range(30)]
    with pytest.raises(SelectorError, match="and 18 more"):
        selected(points, "rate=7.7")
