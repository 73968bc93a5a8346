"""Extent: a run of trials whose rows of the plan lie in one object."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

NAME = re.compile(r"([0-9]{5,})-([0-9]{5,})\.jsonl")


@dataclass(frozen=True, order=True)
class Extent:
    """Trials `first` to `last`, both included."""

    first: int
    last: int

    @property
    def indices(self) -> range:
        """The indices of its trials."""
        return range(self.first, self.last + 1)

    def __str__(self) -> str:
        """Return it as a person writes it.

        >>> str(Extent(4, 4)), str(Extent(4, 7))
        ('4', '4-7')
        """
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


def extents_of(prefix: str, keys: Iterable[str]) -> list[Extent]:
    """Return the extents that `keys` under `prefix` name, in order; foreign keys are left out.

    Where two writers left overlapping extents, readers take the first in this order.
    """
    matches = (NAME.fullmatch(key.removeprefix(prefix)) for key in keys)
    return sorted(Extent(int(m.group(1)), int(m.group(2))) for m in matches if m)


def missing_extents(wanted: Iterable[int], stored: Iterable[Extent]) -> list[Extent]:
    """Return what of `wanted` no extent of `stored` holds, as the fewest extents.

    >>> missing_extents([0, 1, 2, 3, 9], [Extent(1, 1)])
    [Extent(first=0, last=0), Extent(first=2, last=3), Extent(first=9, last=9)]
    """
    held = {index for extent in stored for index in extent.indices}
    missing: list[Extent] = []
    for index in sorted(set(wanted) - held):
        if missing and missing[-1].last + 1 == index:
            missing[-1] = Extent(missing[-1].first, index)
        else:
            missing.append(Extent(index, index))
    return missing
