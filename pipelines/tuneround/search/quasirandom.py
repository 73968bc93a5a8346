"""Quasi-random points: rows of a sequence in [0, 1) turned into hyperparameters, by column."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING

from tuneround.search.mapping import values
from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.hyperparameters import Hyperparameters
from tuneround.spec.model import Scalar
from tuneround.spec.settings import Setting, parents_first

if TYPE_CHECKING:
    from tuneround.search.mapping import Floats

Drawn = tuple[Hyperparameter, Sequence[Scalar] | None]
"""A hyperparameter and the value it has in each row where it is active; None when a setting or the
file gives its one value."""


@dataclass(frozen=True)
class Sample:
    """Rows of one sequence as values, from which every setting takes what is active in it.

    Attributes:
        size: how many rows.
        drawn: every hyperparameter of the round, each after its parents.
        groups: the rows, those together in which all parents have the same values, so that the
            same hyperparameters are active in them.
        places: name -> its place in the file.

    """

    size: int
    drawn: Sequence[Drawn]
    groups: Sequence[Sequence[int]]
    places: Mapping[str, int]

    def points(self, setting: Setting) -> list[Setting]:
        """Return each row's point in `setting`: its active values, in the order of the file."""
        points: list[Setting] = [{}] * self.size
        for rows in self.groups:
            active = self._active(setting, rows[0])
            active.sort(key=lambda drawn: self.places[drawn[0].name])
            for row, point in zip(rows, self._fill(active, setting, rows), strict=False):
                points[row] = point
        return points

    def _active(self, setting: Setting, row: int) -> list[Drawn]:
        known = dict(setting)
        active: list[Drawn] = []
        for h, column in self.drawn:
            if h.is_active(known):
                active.append((h, column))
                if column is not None:
                    known[h.name] = column[row]
                elif h.value is not None:
                    known[h.name] = h.value
        return active

    def _fill(
        self, active: Sequence[Drawn], setting: Setting, rows: Sequence[int]
    ) -> Iterator[Setting]:
        """Yield one point a row, without end when nothing in it varies."""
        columns: list[Iterable[Scalar]] = []
        for h, column in active:
            if column is None:
                columns.append(repeat(setting[h.name] if h.value is None else h.value))
            else:
                columns.append(column if len(rows) == self.size else [column[r] for r in rows])
        names = [h.name for h, _ in active]
        cells = zip(*columns, strict=False) if columns else repeat(())
        return (dict(zip(names, cell, strict=False)) for cell in cells)


def sample(
    hyperparameters: Hyperparameters,
    searched: tuple[Hyperparameter, ...],
    dimensions: Mapping[str, int],
    u: "Floats",
) -> Sample:
    """Return the rows of `u` as values.

    Arguments:
        hyperparameters: all of the round.
        searched: those of them that are dimensions.
        dimensions: name of each of those -> column of `u`.
        u: shape (rows, dimensions), in [0, 1).

    """
    columns = {id(h): values(h, u[:, dimensions[h.name]]) for h in searched}
    ordered = parents_first((*hyperparameters.searched, *hyperparameters.fixed))
    parents = {parent for h in ordered for parent in h.when}
    return Sample(
        size=len(u),
        drawn=[(h, columns.get(id(h))) for h in ordered],
        groups=_groups(len(u), [columns[id(h)] for h in searched if h.name in parents]),
        places={name: place for place, name in enumerate(hyperparameters.names)},
    )


def _groups(size: int, columns: list[list[Scalar]]) -> list[Sequence[int]]:
    """Return the numbers of the rows that agree in all `columns`, group by group."""
    if not columns:
        return [range(size)]
    groups: dict[tuple[Scalar, ...], list[int]] = {}
    for row, cells in enumerate(zip(*columns, strict=True)):
        groups.setdefault(cells, []).append(row)
    return list(groups.values())
