"""Groups: which series of a figure a trial belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass

from tuneround.report.rows import TrialRow
from tuneround.report.styles import SERIES, Style


@dataclass(frozen=True)
class Group:
    """The trials of one scientific setting, or all of them."""

    label: str
    style: Style
    rows: tuple[TrialRow, ...]


def groups_of(rows: Sequence[TrialRow]) -> tuple[Group, ...]:
    """Return one group for each setting, in the order of the plan; one for all when many differ.

    More settings than there are styles cannot be told apart in a figure.
    """
    by_index = sorted(rows, key=lambda row: row.index)
    labels = list(dict.fromkeys(row.setting for row in by_index))
    if not 1 < len(labels) <= len(SERIES):
        return (Group("", SERIES[0], tuple(rows)),)
    return tuple(
        Group(label, style, tuple(row for row in rows if row.setting == label))
        for label, style in zip(labels, SERIES, strict=False)
    )


def styles_of(labels: Sequence[str]) -> dict[str, Style]:
    """Return the style of each setting, the same as in `groups_of`.

    Args:
        labels: of all settings, in the order of the plan.

    """
    if len(labels) > len(SERIES):
        return dict.fromkeys(labels, SERIES[0])
    return dict(zip(labels, SERIES, strict=False))
