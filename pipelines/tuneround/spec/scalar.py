"""Scalar: one value of a hyperparameter, and the numbers that bound a range."""

from math import isfinite
from typing import Annotated

from pydantic import BeforeValidator, StrictBool, StrictFloat, StrictInt, StrictStr

from tuneround.spec.problems import Problem, raise_problems
from tuneround.spec.showing import shown

LARGEST_INTEGER = 2**53


def _checked_scalar(value: object) -> object:
    if not isinstance(value, bool | int | float | str):
        problem = Problem(
            (),
            "A value is a number, a text, true or false",
            shown(value),
            "Write one such value",
        )
        raise_problems([problem])
    return _checked_size(value)


def _checked_number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise_problems([Problem((), "A bound is a number", shown(value), _number_step(value))])
    return _checked_size(value)


def _checked_size(value: object) -> object:
    if isinstance(value, float) and not isfinite(value):
        raise_problems([Problem((), "A number is finite", shown(value), "Write a finite number")])
    if isinstance(value, int) and abs(value) > LARGEST_INTEGER:
        problem = Problem(
            (),
            "A whole number lies within 2**53 of 0, where floats are exact",
            shown(value),
            "Write a smaller one, or a float such as 1.0e+20",
        )
        raise_problems([problem])
    return value


def _number_step(value: object) -> str:
    spelling = number_spelling(value) if isinstance(value, str) else None
    return "Write a finite number" if spelling is None else f"Write {spelling}, without quotes"


Scalar = Annotated[
    StrictBool | StrictInt | StrictFloat | StrictStr, BeforeValidator(_checked_scalar)
]
"""One value of a hyperparameter. Strict, so that a text such as `1e-5` never becomes a number
unseen; finite, and whole numbers as exact in JSON as here."""

Number = Annotated[StrictInt | StrictFloat, BeforeValidator(_checked_number)]
"""One bound of a range, under the same rules."""


def number_spelling(text: str) -> str | None:
    """Return how YAML 1.1 wants the number `text` to be written; None if it is no finite number.

    >>> number_spelling("1e-5"), number_spelling("-2.5E3"), number_spelling("0o17")
    ('1.0e-5', '-2.5e+3', '15')
    >>> number_spelling("adam"), number_spelling("nan")
    (None, None)
    """
    lowered = text.strip().lower()
    try:
        if not isfinite(float(lowered)):
            return None
    except ValueError:
        return _whole_number_spelling(lowered)
    if not lowered.isascii() or "e" not in lowered:
        return _whole_number_spelling(lowered) or str(float(lowered))
    mantissa, exponent = lowered.split("e", 1)
    mantissa = mantissa if "." in mantissa else mantissa + ".0"
    return f"{mantissa}e{'' if exponent[0] in '+-' else '+'}{exponent}"


def _whole_number_spelling(text: str) -> str | None:
    try:
        number = int(text, 0)
    except ValueError:
        return None
    return None if abs(number) > LARGEST_INTEGER else str(number)
