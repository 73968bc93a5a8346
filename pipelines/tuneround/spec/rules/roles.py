"""Roles: what a scientific, a nuisance and a fixed hyperparameter may hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from tuneround.spec.problems import Problem

if TYPE_CHECKING:
    from tuneround.spec.hyperparameter import Hyperparameter

Placed: TypeAlias = "tuple[str, int, Hyperparameter]"
"""A hyperparameter with its role and its index under it."""


def role_problems(placed: Sequence[Placed]) -> Iterator[Problem]:
    """Yield every hyperparameter that its role does not allow."""
    for role, index, h in placed:
        if role == "fixed" and h.value is None:
            yield Problem(
                (role, index),
                "A fixed hyperparameter has one `value`",
                f"a search space for `{h.name}`",
                "Write `value:`, or move it to `nuisance`",
            )
        if role != "fixed" and h.value is not None:
            yield Problem(
                (role, index),
                f"A {role} hyperparameter is searched: it has `values`, or `min` and `max`",
                f"one `value` for `{h.name}`",
                "Move it to `fixed`",
            )
