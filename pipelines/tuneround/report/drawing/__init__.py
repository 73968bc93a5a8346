"""Drawing: small figures as inline SVG. matplotlib enters here.

The object-oriented API only: no pyplot, and settings hold within a `with` block, so that a program
that draws itself finds matplotlib as it left it. Text stays text, in the page's font; colours are
the page's CSS variables; nothing depends on the day or on the order of drawing.
"""

from tuneround.report.drawing.axes import tick_text
from tuneround.report.drawing.panel import Panel
from tuneround.report.drawing.swatch import swatch

__all__ = ["Panel", "swatch", "tick_text"]
