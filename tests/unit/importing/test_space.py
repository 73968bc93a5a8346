"""The search space that imported trials show, and the one that a file gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from import_desk import OBJECTIVE, Desk
from tuneround.importing.conditions import conditioned
from tuneround.importing.flaws import ImportRefusedError
from tuneround.importing.foreign import Bounds
from tuneround.importing.space import space_of


def definition(points, name="x", bounds=None, scientific=()):
    """Return what a space over `points` says of `name`, without what it leaves out."""
    space = space_of(conditioned(points), bounds or {}, scientific)
    (found,) = [h for h in (*space.searched, *space.fixed) if h.name == name]
    return found.model_dump(mode="json", exclude={"name", "when"}, exclude_none=True)


def column(*values):
    """Return points with one hyperparameter."""
    return [{"x": value} for value in values]


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (column(0.5, 0.5), {"value": 0.5}),
        (column("b", "a", "c"), {"values": ["a", "b", "c"]}),
        (column(True, False), {"values": [False, True]}),
        (column(32, 64, 64, 32), {"values": [32, 64]}),
        (column(1, 2, 3, 4), {"min": 1, "max": 4, "type": "integer"}),
        (column(0.25, 0.5, 0.75), {"min": 0.25, "max": 0.75}),
        (column(1e-4, 1e-3, 1e-2), {"min": 1e-4, "max": 1e-2, "scale": "log"}),
        (column(16, 128, 1024), {"min": 16, "max": 1024, "scale": "log", "type": "integer"}),
        (column(0.001, 0.5, 1.0), {"min": 0.001, "max": 1.0}),
        (column(0.0, 0.5, 1.0), {"min": 0.0, "max": 1.0}),
    ],
    ids=[
        "one value is fixed",
        "texts are listed",
        "truth values are listed",
        "numbers that come again are listed",
        "other whole numbers are a range",
        "other numbers are a range",
        "decades are logarithmic",
        "decades of whole numbers",
        "even over decades is linear",
        "zero is linear",
    ],
)
def test_what_values_show(points, expected) -> None:
    """A space is seen from the values that trials have."""
    assert definition(points) == expected


def test_few_scientific_numbers_are_settings() -> None:
    """Three values of a scientific hyperparameter are compared, not a range between them."""
    points = column(0.0, 0.1, 0.2, 0.0, 0.1)
    assert definition(points) == {"min": 0.0, "max": 0.2}
    assert definition(points, scientific=("x",)) == {"values": [0.0, 0.1, 0.2]}


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        (Bounds(low=1e-3, high=10.0, is_log=True), {"min": 1e-3, "max": 10.0, "scale": "log"}),
        (Bounds(low=0, high=9, is_integer=True), {"min": 0, "max": 9, "type": "integer"}),
        (Bounds(values=(1, 2, 3)), {"values": [1, 2, 3]}),
    ],
    ids=["range", "whole numbers", "choices"],
)
def test_a_declared_space_outranks_what_is_seen(bounds, expected) -> None:
    """Where a source says its space, that is it, even if one value was drawn only."""
    assert definition(column(1), bounds={"x": bounds}) == expected


def test_a_condition_is_seen() -> None:
    """A hyperparameter that exists beside one value of another has that condition."""
    points = [{"o": "sgd", "m": 0.9}, {"o": "adam"}, {"o": "sgd", "m": 0.5}, {"o": "lion"}]
    found = conditioned(points)
    assert (found.conditions, found.switches) == ({"m": {"o": ("sgd",)}}, ())


def test_a_condition_may_hang_on_a_condition() -> None:
    """A tree of conditions is seen level by level."""
    points = [
        {"o": "sgd", "nesterov": True, "damp": 0.1},
        {"o": "sgd", "nesterov": False},
        {"o": "sgd", "nesterov": True, "damp": 0.3},
        {"o": "sgd", "nesterov": False},
        {"o": "adam"},
    ]
    assert conditioned(points).conditions == {
        "nesterov": {"o": ("sgd",)},
        "damp": {"nesterov": (True,)},
    }


def test_what_nothing_explains_gets_a_switch() -> None:
    """Where no other hyperparameter tells why one is missing, a switch says that it is."""
    found = conditioned([{"lr": 0.1, "m": 0.9}, {"lr": 0.2}, {"lr": 0.3, "m": 0.8}])
    assert found.switches == ("m_given",)
    assert found.conditions == {"m": {"m_given": (True,)}}
    assert [point["m_given"] for point in found.points] == [True, False, True]


WORDS = st.sampled_from(["u", "v", "w"])
POINTS = st.lists(
    st.fixed_dictionaries(
        {}, optional={"a": WORDS, "b": WORDS, "c": st.sampled_from([1.5, 2.5, 250.0]), "d": WORDS}
    ),
    min_size=1,
    max_size=8,
)


@given(POINTS)
def test_every_table_has_a_space(points) -> None:
    """Whatever hyperparameters exist in which trials, the space is valid, and holds every point."""
    found = conditioned(points)
    space = space_of(found, {}, ())
    for point in found.points:
        values = {**{h.name: h.value for h in space.fixed if h.name in point}, **point}
        active = [h for h in (*space.searched, *space.fixed) if h.is_active(values)]
        assert {h.name for h in active} == set(point)
        assert all(h.admits(point[h.name]) for h in active)


def test_an_unknown_scientific_hyperparameter() -> None:
    """A constant one answers nothing, and is refused."""
    with pytest.raises(ImportRefusedError, match="which is 1 in all of them"):
        space_of(conditioned(column(1, 1)), {}, ("x",))


GIVEN = """\
apiVersion: tuneround.dev/v1alpha1
kind: TuningRound
metadata: {name: searched}
spec:
  study: s
  goal: Which optimizer?
  objective: {metric: valid/loss, direction: minimize}
  trainer: {command: [python, train.py]}
  budget: {trials: 4, steps: 10, evaluateEvery: 5}
  hyperparameters:
    scientific: [{name: optimizer, values: [sgd, adam]}]
    nuisance:
      - {name: lr, min: 1.0e-5, max: 1.0, scale: log}
      - {name: width, values: [1.0, 2.0]}
    fixed: [{name: layers, value: 3}]
"""
CURVES = "trial,step,valid/loss,lr,optimizer,width\n1,5,0.5,0.1,sgd,1\n2,5,0.6,0.2,sgd,2\n"
COLUMNS = ("--hyperparameters", "lr,optimizer,width")


def test_the_space_of_a_file(desk: Desk) -> None:
    """--space takes roles, bounds and types of an existing round, fixed values included."""
    space = desk.write("space.yaml", GIVEN)
    tables = desk.imported(desk.write("c.csv", CURVES), *COLUMNS, "--space", space, *OBJECTIVE)
    found = desk.spec().hyperparameters
    assert [h.name for h in found.scientific] == ["optimizer"]
    assert found.scientific[0].values == ("sgd", "adam")
    assert (found.nuisance[0].min, found.nuisance[0].max) == (1e-5, 1.0)
    assert tables.trials["hyperparameter/width"].to_list() == [1.0, 2.0]
    assert tables.trials["hyperparameter/layers"].to_list() == [3, 3]


def test_trials_outside_the_space_of_a_file(desk: Desk) -> None:
    """Every value that does not lie in the given space is told by its trial."""
    curves = desk.write("c.csv", CURVES.replace("0.1,sgd", "7,lion"))
    space = desk.write(
        "space.yaml", GIVEN.replace("      - {name: width, values: [1.0, 2.0]}\n", "")
    )
    found = desk.refusal(curves, *COLUMNS, "--space", space, *OBJECTIVE)
    assert found[:-1] == [
        "trial 1: A trial lies in the space; got the number 7.0 for `lr`. Widen it in space.yaml.",
        "trial 1: A trial lies in the space; got the text 'lion' for `optimizer`. "
        "Widen it in space.yaml.",
        "trial 1: A trial's hyperparameters are those of the space, where their `when` holds; got "
        "`width`. Add it to space.yaml, or leave it out: --leave-out width.",
        "trial 2: A trial's hyperparameters are those of the space, where their `when` holds; got "
        "`width`. Add it to space.yaml, or leave it out: --leave-out width.",
    ]
