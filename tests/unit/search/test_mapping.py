"""From u to values."""

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tuneround.search.mapping import significant, values
from tuneround.spec.hyperparameter import Hyperparameter

EVENLY = (np.arange(12_000) + 0.5) / 12_000
ENDS = np.array([0.0, 2.0**-60, 0.5, 1 - 2.0**-53])


def made(**fields: Any) -> Hyperparameter:
    """Return a hyperparameter."""
    return Hyperparameter(name="h", **fields)


@pytest.mark.parametrize(
    "h",
    [
        pytest.param(made(values=("a", "b", "c")), id="strings"),
        pytest.param(made(values=(True, False)), id="booleans"),
        pytest.param(made(values=(0.5, 0.25, 0.125, 0.0)), id="discrete"),
        pytest.param(made(min=-2, max=3, type="integer"), id="integers"),
        pytest.param(made(min=2**53 - 9, max=2**53, type="integer"), id="large integers"),
    ],
)
def test_equal_bins(h: Hyperparameter) -> None:
    """Categories and integers, the first and the last included, have equal shares."""
    found = Counter(values(h, EVENLY))
    count = len(h.choices) or 1 + int(h.max or 0) - int(h.min or 0)
    assert set(found.values()) == {12_000 // count}
    assert len(found) == count
    assert all(h.admits(value) for value in found)


def test_log_integers() -> None:
    """An integer on a log scale has the share of its bin, log((n + 1) / n), of the whole axis."""
    found = Counter(values(made(min=1, max=64, type="integer", scale="log"), EVENLY))
    for n in range(1, 65):
        share = np.log((n + 1) / n) / np.log(65)
        assert found[n] == pytest.approx(share * len(EVENLY), abs=1.01)


@pytest.mark.parametrize(
    ("scale", "middle"),
    [pytest.param("linear", 50.00005, id="linear"), pytest.param("log", 0.1, id="log")],
)
def test_middle_of_a_range(scale: str, middle: float) -> None:
    """Half of u is the middle of the axis: the arithmetic one, or the geometric one."""
    assert values(made(min=1e-4, max=100.0, scale=scale), np.array([0.5])) == [middle]


@pytest.mark.parametrize(
    "h",
    [
        pytest.param(made(min=-8e307, max=8e307), id="widest linear"),
        pytest.param(made(min=5e-324, max=1.7e308, scale="log"), id="widest log"),
        pytest.param(made(min=0.1234567890123456, max=0.1234567890123459), id="narrow"),
        pytest.param(made(min=1e-30, max=1e-20, scale="log"), id="tiny"),
        pytest.param(made(min=-(2**53), max=2**53, type="integer"), id="widest integers"),
        pytest.param(made(min=1, max=2**53, type="integer", scale="log"), id="widest log integers"),
        pytest.param(made(min=3, max=4, type="integer", scale="log"), id="two log integers"),
        pytest.param(made(min=0, max=1), id="whole bounds of floats"),
    ],
)
def test_ends_stay_inside(h: Hyperparameter) -> None:
    """The least and the greatest u give values within the bounds, of the hyperparameter's type."""
    found = values(h, ENDS)
    assert all(h.admits(value) for value in found)
    assert {type(value) for value in found} == {int if h.is_integer else float}
    assert found == sorted(found)


@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False), min_size=1)
)
def test_significant_digits(numbers: list[float]) -> None:
    """Twelve digits stay, within half a unit of the last, each number the nearest float to them."""
    for number, kept in zip(numbers, significant(np.array(numbers)).tolist(), strict=True):
        assert kept == float(f"{kept:.11e}")
        unit = float(f"1e{int(f'{number:e}'.split('e')[1]) - 11}") if number else 0.0
        assert abs(kept - number) <= 0.5001 * unit


def test_last_bits_hidden() -> None:
    """Numbers that differ in the last bit, as those of two machines' libm do, come out equal."""
    exact = np.exp(np.linspace(np.log(1e-10), np.log(1e10), 1000))
    assert np.array_equal(significant(np.nextafter(exact, np.inf)), significant(exact))
