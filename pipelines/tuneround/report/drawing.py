"""Drawing: small figures as inline SVG. matplotlib enters here.

The object-oriented API only: no pyplot, and settings hold within a `with` block, so that a program
that draws itself finds matplotlib as it left it. Text stays text, in the page's font; colours are
the page's CSS variables; nothing depends on the day or on the order of drawing.
"""

import re
import warnings
from collections.abc import Sequence
from io import StringIO
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, MaxNLocator, NullLocator

from tuneround.report.inline import inline, spellable
from tuneround.report.labels import shortened
from tuneround.report.styles import GRID, INFEASIBLE, INK, MUTED, PAPER, SENTINELS, Style

FONT_SIZE = 11.5
"""In units of the viewBox: pixels when the figure is shown at its own width."""
MARKER_SIZE = 6.2
SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "tuneround",
    "font.size": FONT_SIZE,
    "font.family": "DejaVu Sans",
    "text.parse_math": False,
    "axes.linewidth": 0.8,
    "axes.edgecolor": SENTINELS[MUTED],
    "axes.labelcolor": SENTINELS[MUTED],
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": SENTINELS[GRID],
    "grid.linewidth": 0.8,
    "xtick.color": SENTINELS[MUTED],
    "ytick.color": SENTINELS[MUTED],
    "xtick.major.size": 3,
    "ytick.major.size": 0,
    "path.simplify": True,
}
CROSS: Any = {
    "linestyle": "none",
    "marker": INFEASIBLE.marker,
    "markersize": MARKER_SIZE + 1,
    "markeredgewidth": 1.6,
    "color": SENTINELS[INFEASIBLE.colour],
}
RING: Any = {
    "linestyle": "none",
    "marker": "o",
    "markersize": MARKER_SIZE * 2.2,
    "markerfacecolor": "none",
    "markeredgecolor": SENTINELS[INK],
    "markeredgewidth": 1.4,
}
NUMBERS = FuncFormatter(lambda value, _: tick_text(value))


class Panel:
    """One set of axes, drawn step by step and returned as SVG.

    Args:
        title: what the figure shows, for those who cannot see it.
        width: in pixels at its own scale.
        height: in pixels.

    """

    def __init__(self, title: str, width: float, height: float) -> None:
        self._title = title
        with rc_context(SETTINGS):
            self._figure = Figure(figsize=(width / 72, height / 72), layout="constrained")
            self._axes: Any = self._figure.add_subplot()

    def heading(self, text: str) -> None:
        """Write what the vertical axis measures above it."""
        self._axes.set_title(
            spellable(shortened(text, 44)),
            loc="left",
            fontsize=FONT_SIZE,
            color=SENTINELS[MUTED],
            pad=10,
        )

    def points(self, x: Sequence[float], y: Sequence[float], style: Style) -> None:
        """Draw a marker at each point."""
        self._axes.plot(x, y, **_marker(style))

    def line(self, x: Sequence[float], y: Sequence[float], style: Style) -> None:
        """Draw a line through the points."""
        self._axes.plot(x, y, **_line(style))

    def crosses(self, x: Sequence[float], at_top: bool) -> None:
        """Mark infeasible points by red crosses on the edge where bad values lie."""
        self._axes.plot(
            x,
            [1.0 if at_top else 0.0] * len(x),
            transform=self._axes.get_xaxis_transform(),
            clip_on=False,
            **CROSS,
        )

    def ring(self, x: float, y: float) -> None:
        """Mark one point as the chosen one."""
        (ring,) = self._axes.plot([x], [y], clip_on=False, **RING)
        # Else a value far beyond the axis would take all the room.
        ring.set_in_layout(False)

    def numeric_x(self, limits: tuple[float, float], log: bool) -> None:
        """Give the horizontal axis numbers between `limits`."""
        _scale(self._axes.xaxis, limits, log, self._axes.set_xscale, self._axes.set_xlim)

    def named_x(self, names: Sequence[str]) -> None:
        """Give the horizontal axis a place for each name, at 0, 1, 2 and so on."""
        every = -(-len(names) // 12)
        shown = list(range(0, len(names), every))
        upright = sum(min(len(names[place]), 16) for place in shown) <= 36
        self._axes.set_xlim(-0.5, len(names) - 0.5)
        self._axes.xaxis.set_major_locator(FixedLocator(shown))
        self._axes.set_xticklabels(
            [spellable(shortened(names[place], 16)) for place in shown],
            rotation=0 if upright else 35,
            ha="center" if upright else "right",
            rotation_mode="anchor",
        )
        self._axes.grid(visible=False, axis="x")

    def numeric_y(self, limits: tuple[float, float], log: bool) -> None:
        """Give the vertical axis numbers between `limits`."""
        _scale(self._axes.yaxis, limits, log, self._axes.set_yscale, self._axes.set_ylim)

    def empty_y(self) -> None:
        """Leave the vertical axis without numbers: nothing was measured."""
        self._axes.set_ylim(0, 1)
        self._axes.yaxis.set_major_locator(NullLocator())

    def svg(self, prefix: str) -> str:
        """Return the figure as an element for an HTML page.

        Args:
            prefix: what its ids begin with; different for each figure of a page.

        """
        return inline(_saved(self._figure), self._title, prefix)


def swatch(style: Style | None, prefix: str, *, line: bool) -> str:
    """Return a legend's sample of a series, as SVG; without a style, the ring of the best."""
    width, height = 28, 14
    with rc_context(SETTINGS):
        figure = Figure(figsize=(width / 72, height / 72))
        if line and style is not None:
            drawn = Line2D([0.02, 0.98], [0.5, 0.5], **_line(style))
            figure.add_artist(drawn)
        looks = RING if style is None else CROSS if style is INFEASIBLE else _marker(style)
        figure.add_artist(Line2D([0.5], [0.5], **looks))
    return inline(_saved(figure), None, prefix)


def tick_text(value: float) -> str:
    """Return a number as an axis writes it: short, its exponent without leading zeros.

    >>> tick_text(1e-05), tick_text(0.25), tick_text(1e12)
    ('1e-5', '0.25', '1e12')
    """
    return re.sub(r"e([+-])0*", lambda m: "e-" if m[1] == "-" else "e", f"{value:.4g}")


def _marker(style: Style) -> Any:
    return {
        "linestyle": "none",
        "marker": style.marker,
        "markersize": MARKER_SIZE,
        "color": SENTINELS[style.colour],
        "markeredgecolor": SENTINELS[PAPER],
        "markeredgewidth": 0.6,
    }


def _line(style: Style) -> Any:
    return {
        "linestyle": (0, style.dashes) if style.dashes else "solid",
        "color": SENTINELS[style.colour],
        "linewidth": 1.6,
    }


def _saved(figure: Figure) -> str:
    output = StringIO()
    with rc_context(SETTINGS), warnings.catch_warnings():
        # Glyphs that matplotlib's font lacks are the browser's to draw: the text stays text.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(output, format="svg", metadata={"Date": None}, transparent=True)
    return output.getvalue()


def _scale(axis: Any, limits: tuple[float, float], log: bool, scale: Any, limit: Any) -> None:
    low, high = limits
    scale("log" if log else "linear")
    limit(low, high)
    if log:
        decades_fit = high / low >= 100
        axis.set_major_locator(LogLocator(numticks=6, subs=(1.0,) if decades_fit else (1, 2, 5)))
        axis.set_minor_locator(NullLocator())
    else:
        axis.set_major_locator(MaxNLocator(5))
    axis.set_major_formatter(NUMBERS)
