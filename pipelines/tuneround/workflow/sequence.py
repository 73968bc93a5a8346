"""Sequence: how a task fans out over numbers."""

from collections.abc import Sequence
from typing import Any

from hera.workflows import models as m


def is_gapless(numbers: Sequence[int]) -> bool:
    """Whether `numbers` rise by one.

    >>> is_gapless([3, 4, 5]), is_gapless([3, 5])
    (True, False)
    """
    return len(numbers) == numbers[-1] - numbers[0] + 1


def fan_out(numbers: Sequence[int]) -> dict[str, Any]:
    """Return the fields of a task over `numbers`, which rise.

    A sequence costs the Workflow a few bytes, however long; what `resume` leaves may have gaps.
    """
    if is_gapless(numbers):
        return {"with_sequence": m.Sequence(start=str(numbers[0]), end=str(numbers[-1]))}
    return {"with_items": list(numbers)}


def fan_out_by_parameters(*, gapless: bool) -> dict[str, Any]:
    """Return the fields of a task over the numbers that a Workflow's parameters name."""
    if gapless:
        first, last = "{{workflow.parameters.first}}", "{{workflow.parameters.last}}"
        return {"with_sequence": m.Sequence(start=first, end=last)}
    return {"with_param": "{{workflow.parameters.items}}"}
