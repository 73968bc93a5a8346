"""Quasi-random points: rows of a sequence in [0, 1) turned into hyperparameters, by column."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from tuneround.search.mapping import bins, values
from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.hyperparameters import Hyperparameters
from tuneround.spec.model import Scalar
from tuneround.spec.settings import Setting, parents_first

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Branch:
    """Rows whose parents have the same values, so that the same hyperparameters are active.

    Attributes:
        rows: their numbers in the sample.
        known: what all of them share: the setting, and the values of parents.
        active: the active hyperparameters met so far.

    """

    rows: "NDArray[np.int64]"
    known: Setting
    active: tuple[Hyperparameter, ...] = ()


@dataclass(frozen=True)
class Sample:
    """Rows of one sequence, and the dimension of each name.

    Attributes:
        u: shape (rows, dimensions), in [0, 1).
        dimensions: name of a searched hyperparameter -> column of `u`.

    """

    u: "NDArray[np.float64]"
    dimensions: Mapping[str, int]

    def points(self, hyperparameters: Hyperparameters, setting: Setting) -> list[Setting]:
        """Return each row's point in `setting`: its active values, in the order of the file."""
        everything = (*hyperparameters.searched, *hyperparameters.fixed)
        parents = {parent for h in everything for parent in h.when}
        branches = [Branch(np.arange(len(self.u)), setting)]
        for h in parents_first(everything):
            branches = [
                grown for branch in branches for grown in self._grow(branch, h, h.name in parents)
            ]
        places = {name: place for place, name in enumerate(hyperparameters.names)}
        points: list[Setting] = [{}] * len(self.u)
        for branch in branches:
            active = sorted(branch.active, key=lambda h: places[h.name])
            for row, point in zip(branch.rows.tolist(), self._fill(branch, active), strict=False):
                points[row] = point
        return points

    def _grow(self, branch: Branch, h: Hyperparameter, is_parent: bool) -> Iterator[Branch]:
        """Yield `branch` with `h` where it is active; one branch a value when others hang on it."""
        if not h.is_active(branch.known):
            yield branch
            return
        branch = replace(branch, active=(*branch.active, h))
        if not is_parent or h.name in branch.known:
            yield branch
            return
        choice = bins(self._column(branch, h), len(h.choices))
        for index, value in enumerate(h.choices):
            rows = branch.rows[choice == index]
            if len(rows):
                yield replace(branch, rows=rows, known={**branch.known, h.name: value})

    def _column(self, branch: Branch, h: Hyperparameter) -> "NDArray[np.float64]":
        if h.value is not None:
            return np.zeros(len(branch.rows))
        column: NDArray[np.float64] = self.u[branch.rows, self.dimensions[h.name]]
        return column

    def _fill(self, branch: Branch, active: list[Hyperparameter]) -> Iterator[Setting]:
        """Yield one point a row, without end when nothing in it varies."""
        columns: list[Iterable[Scalar]] = []
        for h in active:
            if h.name in branch.known:
                columns.append(repeat(branch.known[h.name]))
            elif h.value is not None:
                columns.append(repeat(h.value))
            else:
                columns.append(values(h, self._column(branch, h)))
        names = [h.name for h in active]
        rows = zip(*columns, strict=False) if columns else repeat(())
        return (dict(zip(names, row, strict=False)) for row in rows)
