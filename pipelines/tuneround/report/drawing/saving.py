"""Saving: a figure of matplotlib's as an SVG document, the same for the same figure."""

import warnings
from io import StringIO

from matplotlib import rc_context
from matplotlib.figure import Figure

from tuneround.report.looks import SETTINGS


def saved(figure: Figure) -> str:
    """Return the figure as an SVG document."""
    output = StringIO()
    with rc_context(SETTINGS), warnings.catch_warnings():
        # Glyphs that matplotlib's font lacks are the browser's to draw: the text stays text.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(output, format="svg", metadata={"Date": None}, transparent=True)
    return output.getvalue()
