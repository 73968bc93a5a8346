import pytest
from tuneround.analysis.space.axes import Axis, axes_of
from tuneround.analysis.space.widening import next_bound
from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.hyperparameters import Hyperparameters


def axis(**fields):
    return Axis(Hyperparameter(name="x", **fields))


RANGES = {
    "linear": {"min": -2.0, "max": 3.0},
    "log": {"min": 1e-4, "max": 0.1, "scale": "log"},
}


@pytest.mark.parametrize("fields", RANGES.values(), ids=RANGES)
@pytest.mark.parametrize("place", [0.0, 0.25, 1.0, 1.25])
def test_value_and_place_are_inverse(fields, place):
    """What lies at a place is placed there, beyond the bounds too."""
    assert axis(**fields).place(axis(**fields).value(place)) == pytest.approx(place)


@pytest.mark.parametrize(
    ("fields", "places"),
    [
        ({"min": 1, "max": 4, "type": "integer"}, [0.125, 0.375, 0.625, 0.875]),
        ({"values": [1, 2, 4, 8]}, [0.125, 0.375, 0.625, 0.875]),
        ({"values": [8, 4, 2, 1]}, [0.875, 0.625, 0.375, 0.125]),
    ],
    ids=["integers", "list", "falling list"],
)
def test_discrete_values_stand_in_the_middle_of_their_bins(fields, places):
    """Whole numbers and lists are spread evenly, whatever their order in the file."""
    values = fields.get("values", [1, 2, 3, 4])
    assert [axis(**fields).place(value) for value in values] == places


@pytest.mark.parametrize(
    ("fields", "lower", "upper"),
    [
        ({"min": 0.0, "max": 1.0}, 0.1, 0.1),
        ({"min": 1, "max": 10, "type": "integer"}, 0.1, 0.1),
        ({"min": 1, "max": 4, "type": "integer"}, 0.25, 0.25),
        ({"values": [1, 2, 3]}, 1 / 3, 1 / 3),
        ({"values": list(range(20))}, 0.1, 0.1),
        ({"min": 1, "max": 7, "type": "integer", "scale": "log"}, 1 / 3, 0.1383458330),
    ],
    ids=["range", "ten", "four", "list", "long list", "log integers"],
)
def test_the_outer_zone_is_a_tenth_or_the_bins_that_hold_it(fields, lower, upper):
    """No bin is cut in two."""
    found = (axis(**fields).outer(upper=False), axis(**fields).outer(upper=True))
    assert found == pytest.approx((lower, upper))


def test_what_has_an_axis():
    """Ranges and lists of three numbers or more have; texts, truth values and settings have not."""
    space = Hyperparameters.model_validate(
        {
            "scientific": [
                {"name": "a", "min": 0.1, "max": 1.0},
                {"name": "b", "values": [1, 2, 3]},
            ],
            "nuisance": [
                {"name": "c", "min": 0.1, "max": 1.0, "when": {"b": [1]}},
                {"name": "c", "min": 1.0, "max": 2.0, "when": {"b": [2]}},
                {"name": "d", "values": [0.5, 1.0, 2.0]},
                {"name": "e", "values": [1, 2]},
                {"name": "f", "values": ["x", "y", "z"]},
                {"name": "g", "min": 1, "max": 2, "type": "integer"},
            ],
        }
    )
    assert [a.definition.name for a in axes_of(space)] == ["a", "c", "c", "d"]


@pytest.mark.parametrize(
    ("fields", "lower", "upper"),
    [
        ({"min": 1e-4, "max": 1e-2, "scale": "log"}, 3.16e-5, 0.0316),
        ({"min": 1e-4, "max": 3e-4, "scale": "log"}, 3.33e-5, 9e-4),
        ({"min": 0.2, "max": 0.6}, 0.1, 0.7),
        ({"min": 0.1, "max": 0.9}, 0.0, 1.0),
        ({"min": 0.0, "max": 1.0}, None, None),
        ({"min": 1e-3, "max": 1.0, "scale": "log"}, 1.78e-4, None),
        ({"min": 0.5, "max": 8.0}, 0.0, 9.88),
        ({"min": -1.0, "max": 1.0}, -1.5, 1.5),
        ({"min": 2, "max": 9, "type": "integer"}, 1, 11),
        ({"min": 1, "max": 2, "type": "integer"}, None, 3),
        ({"min": 16, "max": 256, "type": "integer", "scale": "log"}, 5, 770),
    ],
    ids=[
        "log", "narrow log", "share", "wide share", "whole share", "log share", "positive",
        "signed", "integers", "two integers", "log integers",
    ],
)  # fmt: skip
def test_the_next_bound(fields, lower, upper):
    """A quarter more, a factor of 3 at least; not below 0 or above 1 where that may be a limit."""
    found = (next_bound(axis(**fields), upper=False), next_bound(axis(**fields), upper=True))
    assert found == (lower, upper)
