"""Swatch: a legend's sample of a series."""

from collections.abc import Iterator
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from tuneround.report.drawing.saving import saved
from tuneround.report.figure import Key
from tuneround.report.inline import inline
from tuneround.report.looks import (
    CROSS,
    SETTINGS,
    SMALL_RING,
    area_look,
    line_look,
    marker_look,
)
from tuneround.report.styles import INFEASIBLE


def swatch(key: Key, prefix: str) -> str:
    """Return a legend's sample of a series, as SVG."""
    width, height = 28, 14
    with rc_context(SETTINGS):
        figure = Figure(figsize=(width / 72, height / 72))
        for artist in _samples(key):
            figure.add_artist(artist)
    return inline(saved(figure), None, prefix)


def _samples(key: Key) -> Iterator[Any]:
    if key.style is None:
        yield Line2D([0.5], [0.5], **SMALL_RING)
        return
    if key.area:
        yield Rectangle((0.12, 0.1), 0.76, 0.8, **area_look(key.style))
        return
    if key.line:
        yield Line2D([0.02, 0.98], [0.5, 0.5], **line_look(key.style))
    yield Line2D([0.5], [0.5], **(CROSS if key.style is INFEASIBLE else marker_look(key.style)))
