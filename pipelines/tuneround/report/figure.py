"""Figure: one figure of the report, drawn for a wide and a narrow page."""

from dataclasses import dataclass

from tuneround.report.styles import Style


@dataclass(frozen=True)
class Key:
    """One entry of a figure's legend; without a style it is the ring of the best.

    Attributes:
        style: of the series.
        text: what it stands for.
        line: whether the series is drawn as a line.
        area: whether it is drawn as bars or boxes.

    """

    style: Style | None
    text: str
    line: bool = False
    area: bool = False


@dataclass(frozen=True)
class Figure:
    """One figure.

    Attributes:
        name: unique in the report: letters, digits and hyphens; begins the ids of its SVG.
        caption: what it shows and how to read it, one or two sentences.
        wide: SVG for pages above 1,000 pixels, drawn by report/drawing.
        narrow: the same for a phone; None where `wide` is at most 340 wide itself.
        keys: its legend.
        data: name of the table of the Answer that it draws.

    """

    name: str
    caption: str
    wide: str
    narrow: str | None = None
    keys: tuple[Key, ...] = ()
    data: str = ""
