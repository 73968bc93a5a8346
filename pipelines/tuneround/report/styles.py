"""Styles: how series differ: by colour, marker and line, so that no one of them is needed.

Colours are names of CSS variables; the page gives each a value for light and for dark. The hues
are Okabe and Ito's, which the colour-blind tell apart, darkened where white needs more contrast.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """The look of one series.

    Attributes:
        colour: name of a CSS variable.
        marker: matplotlib's letter for the marker.
        dashes: lengths of strokes and gaps in line widths; empty for a solid line.

    """

    colour: str
    marker: str
    dashes: tuple[float, ...] = ()


SERIES = (
    Style("series-1", "o"),
    Style("series-2", "s", (5, 1.5)),
    Style("series-3", "^", (1.2, 1.2)),
    Style("series-4", "D", (6, 1.5, 1.2, 1.5)),
    Style("series-5", "v", (3, 1.5, 3, 1.5, 1.2, 1.5)),
    Style("series-6", "P", (2.5, 1)),
)
INFEASIBLE = Style("infeasible", "x")

INK = "ink"
MUTED = "muted"
GRID = "grid"
PAPER = "paper"

SENTINELS = {
    name: f"#0a0b{number:02x}"
    for number, name in enumerate(
        (INK, MUTED, GRID, PAPER, INFEASIBLE.colour, *(style.colour for style in SERIES))
    )
}
"""What matplotlib is told to draw in, for each variable: hex values that nothing else uses."""
