"""Exhibits: figures with their legends and the tables behind them, as the page lays them out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from tuneround.report.drawing import swatch
from tuneround.report.figure import Figure, Key


@dataclass(frozen=True)
class Sample:
    """One entry of a legend."""

    swatch: Markup
    text: str


@dataclass(frozen=True)
class Exhibit:
    """A figure with its caption; `narrow` stands in for it on a small screen."""

    caption: str
    svg: Markup
    narrow: Markup | None


@dataclass(frozen=True)
class Plate:
    """Figures of one legend, side by side when they are small.

    Attributes:
        is_wide: whether each takes the width of the page.
        paths: the tables that they draw, beside the page.

    """

    samples: tuple[Sample, ...]
    exhibits: tuple[Exhibit, ...]
    is_wide: bool
    paths: tuple[str, ...]


def plates_of(figures: Sequence[Figure], paths: dict[str, str]) -> tuple[Plate, ...]:
    """Return the figures in plates: neighbours of the same legend and width share one.

    Args:
        figures: in their order.
        paths: name of a table -> where it lies beside the page.

    """
    together = groupby(figures, key=lambda figure: (figure.keys, figure.narrow is not None))
    return tuple(_plate(tuple(members), is_wide, paths) for (_, is_wide), members in together)


def _plate(figures: tuple[Figure, ...], is_wide: bool, paths: dict[str, str]) -> Plate:
    prefix = figures[0].name
    shown = dict.fromkeys(paths[figure.data] for figure in figures if figure.data in paths)
    return Plate(
        samples=tuple(_sample(key, f"{prefix}-key-{n}") for n, key in enumerate(figures[0].keys)),
        exhibits=tuple(
            Exhibit(
                figure.caption,
                Markup(figure.wide),
                None if figure.narrow is None else Markup(figure.narrow),
            )
            for figure in figures
        ),
        is_wide=is_wide,
        paths=tuple(shown),
    )


def _sample(key: Key, prefix: str) -> Sample:
    return Sample(Markup(swatch(key, prefix)), key.text)
