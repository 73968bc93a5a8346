"""Cells: what a cell means as a number, as a step, and a column of cells as hyperparameters."""

import json
import re
from collections.abc import Sequence
from math import isfinite, isnan

from tuneround.spec.scalar import LARGEST_INTEGER, Scalar

WHOLE = re.compile(r"[-+]?[0-9]+")
DECIMAL = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[-+]?[0-9]+)?", re.IGNORECASE)
NONFINITE = re.compile(r"[-+]?(nan|inf|infinity)", re.IGNORECASE)
TRUTH = {"true": True, "false": False}


def number(cell: object) -> float | None:
    """Return the number in a cell, which may be NaN or infinite; None when it holds none.

    >>> number("1e-3"), number("NaN"), number(True), number("1_0")
    (0.001, nan, None, None)
    """
    match cell:
        case bool():
            return None
        case int() | float():
            return float(cell)
        case str() if DECIMAL.fullmatch(cell) or NONFINITE.fullmatch(cell):
            return float(cell)
    return None


def whole_number(cell: object) -> int | None:
    """Return the whole number in a cell; None when it holds none.

    >>> whole_number("12"), whole_number(12.0), whole_number("12.5")
    (12, 12, None)
    """
    value = number(cell)
    if value is None or not isfinite(value) or value != int(value):
        return None
    return int(value)


def scalars(cells: Sequence[object]) -> list[Scalar | None]:
    """Return a column of cells as values of one type: truth values, numbers, or else texts.

    None stays None, and NaN, by which some tools say so, becomes None. Whole numbers are floats
    beside others that are not whole.

    >>> scalars(["1", None, "2.5"]), scalars(["true", "false"]), scalars(["1", "adam"])
    ([1.0, None, 2.5], [True, False], ['1', 'adam'])
    """
    cells = [None if isinstance(cell, float) and isnan(cell) else cell for cell in cells]
    given = [cell for cell in cells if cell is not None]
    if all(_truth(cell) is not None for cell in given):
        return [_truth(cell) for cell in cells]
    numbers = [number(cell) for cell in given]
    if any(value is None or not isfinite(value) for value in numbers):
        return [None if cell is None else text(cell) for cell in cells]
    if all(_is_whole(cell) for cell in given):
        return [whole_number(cell) for cell in cells]
    return [number(cell) for cell in cells]


def text(cell: object) -> str:
    """Return a cell as text: texts as they are, everything else as JSON."""
    return cell if isinstance(cell, str) else json.dumps(cell, default=str, ensure_ascii=False)


def _truth(cell: object) -> bool | None:
    if isinstance(cell, bool):
        return cell
    return TRUTH.get(cell.lower()) if isinstance(cell, str) else None


def _is_whole(cell: object) -> bool:
    if isinstance(cell, str):
        return bool(WHOLE.fullmatch(cell)) and abs(int(cell)) <= LARGEST_INTEGER
    return isinstance(cell, int) and abs(cell) <= LARGEST_INTEGER
