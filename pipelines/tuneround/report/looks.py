"""Looks: how series and axes are drawn, in matplotlib's keywords."""

from typing import Any

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
    "axes.labelsize": FONT_SIZE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": SENTINELS[GRID],
    "grid.linewidth": 0.8,
    "hatch.linewidth": 0.9,
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
SMALL_RING: Any = RING | {"markersize": MARKER_SIZE * 1.7}
"""What fits into a legend."""
RULE: Any = {"color": SENTINELS[INK], "linewidth": 1.0, "linestyle": (0, (4, 3))}
HATCHES = {"o": "", "s": "///", "^": "\\\\\\", "D": "xxx", "v": "|||", "P": "+++", "x": "xxx"}
"""Marker of a style -> what fills its areas, so that they differ without colour."""
AREA_OPACITY, BAND_OPACITY = 0.35, 0.18


def marker_look(style: Style) -> Any:
    """Return how a point of a series is drawn."""
    return {
        "linestyle": "none",
        "marker": style.marker,
        "markersize": MARKER_SIZE,
        "color": SENTINELS[style.colour],
        "markeredgecolor": SENTINELS[PAPER],
        "markeredgewidth": 0.6,
    }


def line_look(style: Style) -> Any:
    """Return how a line of a series is drawn."""
    return {
        "linestyle": (0, style.dashes) if style.dashes else "solid",
        "color": SENTINELS[style.colour],
        "linewidth": 1.6,
    }


def area_look(style: Style) -> Any:
    """Return how a bar or a box of a series is drawn: pale inside, or hatched."""
    colour = SENTINELS[style.colour]
    hatch = HATCHES[style.marker]
    return {
        "facecolor": "none" if hatch else (colour, AREA_OPACITY),
        "edgecolor": colour,
        "linewidth": 1.2,
        "hatch": hatch,
    }
