"""Quantity: Kubernetes' spelling of an amount: 500m, 2, 4Gi, 1e3."""

from re import fullmatch
from typing import Annotated

from pydantic import BeforeValidator, StrictFloat, StrictInt, StrictStr

from tuneround.spec.problems import Problem, raise_problems
from tuneround.spec.showing import shown

_UNITS = {"n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15}
_UNITS |= {"E": 1e18, "": 1.0} | {f"{unit}i": 1024.0 ** (i + 1) for i, unit in enumerate("KMGTPE")}
_PATTERN = r"([0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE]([+-]?[0-9]{1,3})|([numkMGTPE]|[KMGTPE]i)?)"


def amount_of(quantity: float | str) -> float:
    """Return a quantity as a number of its base unit: cores, bytes, devices.

    Raises:
        ValueError: when it is no finite quantity of 0 or more.

    >>> amount_of("500m"), amount_of(2), amount_of("2Gi"), amount_of("1e3")
    (0.5, 2.0, 2147483648.0, 1000.0)

    """
    match = fullmatch(_PATTERN, str(quantity))
    if match is None:
        raise ValueError(f"not a Kubernetes quantity: {quantity!r}")
    mantissa, exponent, unit = match.groups()
    amount = float(f"{mantissa}e{exponent}") if exponent else float(mantissa) * _UNITS[unit or ""]
    if amount == float("inf"):
        raise ValueError(f"too large for a quantity: {quantity!r}")
    return amount


def is_quantity(value: object) -> bool:
    """Whether `value` is a finite quantity of 0 or more.

    >>> is_quantity("4Gi"), is_quantity("4 GB"), is_quantity(-1), is_quantity(True)
    (True, False, False, False)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return False
    try:
        amount_of(value)
    except ValueError:
        return False
    return True


def _checked_quantity(value: object) -> object:
    if not is_quantity(value):
        problem = Problem(
            (),
            "A resource is a Kubernetes quantity of 0 or more",
            shown(value),
            "Write a number with an optional unit: 500m, 2, 4Gi",
        )
        raise_problems([problem])
    return value


Quantity = Annotated[StrictInt | StrictFloat | StrictStr, BeforeValidator(_checked_quantity)]
"""A number, or a number with one of Kubernetes' units."""
