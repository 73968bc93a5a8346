"""Panel: one set of axes, drawn step by step."""

from collections.abc import Sequence
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, NullLocator

from tuneround.report.drawing.axes import scaled
from tuneround.report.drawing.saving import saved
from tuneround.report.inline import inline, spellable
from tuneround.report.labels import shortened
from tuneround.report.looks import (
    BAND_OPACITY,
    CROSS,
    FONT_SIZE,
    RING,
    RULE,
    SETTINGS,
    area_look,
    line_look,
    marker_look,
)
from tuneround.report.ranges import AxisRange
from tuneround.report.styles import INK, MUTED, SENTINELS, Style


class Panel:
    """One set of axes, drawn step by step and returned as SVG.

    Args:
        title: what the figure shows, for those who cannot see it.
        width: in pixels at its own scale.
        height: in pixels.

    """

    def __init__(self, title: str, width: float, height: float) -> None:
        self._title = title
        self._width = width
        with rc_context(SETTINGS):
            self._figure = Figure(figsize=(width / 72, height / 72), layout="constrained")
            self._axes: Any = self._figure.add_subplot()
        self._written: list[Any] = []

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
        self._axes.plot(x, y, **marker_look(style))

    def line(self, x: Sequence[float], y: Sequence[float], style: Style) -> None:
        """Draw a line through the points."""
        self._axes.plot(x, y, **line_look(style))

    def step(self, x: Sequence[float], y: Sequence[float], style: Style) -> None:
        """Draw a line that keeps each value until the next point."""
        self._axes.plot(x, y, drawstyle="steps-post", **line_look(style))

    def bars(
        self, x: Sequence[float], heights: Sequence[float], width: float, style: Style
    ) -> None:
        """Draw a bar from zero around each place; `width` in units of the horizontal axis."""
        self._axes.bar(x, heights, width=width, **area_look(style))

    def boxes(
        self,
        x: Sequence[float],
        summaries: Sequence[tuple[float, float, float, float, float]],
        style: Style,
        width: float = 0.5,
    ) -> None:
        """Draw a box plot at each place, of (lower end, quartile, median, quartile, upper end)."""
        names = ("whislo", "q1", "med", "q3", "whishi")
        colour = SENTINELS[style.colour]
        plain = {"color": colour, "linewidth": 1.2}
        self._axes.bxp(
            [dict(zip(names, summary, strict=True)) for summary in summaries],
            positions=list(x),
            widths=width,
            showfliers=False,
            patch_artist=True,
            manage_ticks=False,
            boxprops=area_look(style),
            medianprops={"color": SENTINELS[INK], "linewidth": 1.8},
            whiskerprops=plain,
            capprops=plain,
        )

    def interval(
        self, x: Sequence[float], low: Sequence[float], high: Sequence[float], style: Style
    ) -> None:
        """Draw a vertical bar with caps from `low` to `high` at each place."""
        colour = SENTINELS[style.colour]
        self._axes.vlines(x, low, high, colors=colour, linewidth=1.6)
        for ends in (low, high):
            self._axes.plot(
                x,
                ends,
                linestyle="none",
                marker="_",
                color=colour,
                markersize=9,
                markeredgewidth=1.6,
            )

    def band(
        self, x: Sequence[float], low: Sequence[float], high: Sequence[float], style: Style
    ) -> None:
        """Shade what lies between `low` and `high`."""
        colour = SENTINELS[style.colour]
        self._axes.fill_between(x, low, high, facecolor=colour, alpha=BAND_OPACITY, linewidth=0)

    def rule_x(self, value: float, text: str) -> None:
        """Draw a dashed upright line at a place of the horizontal axis, `text` beside its top."""
        self._axes.axvline(value, **RULE)
        place, across = (value, 1.0), self._axes.get_xaxis_transform()
        # Below the crosses, which stand on the edge.
        self._write(text, place, across, (4, -8), {"ha": "left", "va": "top"})

    def rule_y(self, value: float, text: str) -> None:
        """Draw a dashed level line at a value, `text` above its right end."""
        self._axes.axhline(value, **RULE)
        place, across = (1.0, value), self._axes.get_yaxis_transform()
        self._write(text, place, across, (-2, 3), {"ha": "right", "va": "bottom"})

    def label_x(self, text: str) -> None:
        """Write what the horizontal axis measures below it."""
        self._axes.set_xlabel(spellable(shortened(text, 60)))

    def crosses(self, x: Sequence[float], at_top: bool) -> None:
        """Mark infeasible points by red crosses on the edge where bad values lie."""
        (drawn,) = self._axes.plot(
            x,
            [1.0 if at_top else 0.0] * len(x),
            transform=self._axes.get_xaxis_transform(),
            clip_on=False,
            **CROSS,
        )
        # Else a line without points would take room at the figure's corner.
        drawn.set_in_layout(False)

    def ring(self, x: float, y: float) -> None:
        """Mark one point as the chosen one."""
        (ring,) = self._axes.plot([x], [y], clip_on=False, **RING)
        # Else a value far beyond the axis would take all the room.
        ring.set_in_layout(False)

    def numeric_x(self, axis: AxisRange) -> None:
        """Give the horizontal axis numbers."""
        scaled(self._axes.xaxis, axis.limits, axis.log, self._axes.set_xscale, self._axes.set_xlim)

    def named_x(self, names: Sequence[str]) -> None:
        """Give the horizontal axis a place for each name, at 0, 1, 2 and so on."""
        every = -(-len(names) // 12)
        shown = list(range(0, len(names), every))
        room = int(self._width / 8)
        longest = max(16, room // max(1, len(shown)))
        labels = [spellable(shortened(names[place], longest)) for place in shown]
        upright = sum(map(len, labels)) <= 0.9 * room
        self._axes.set_xlim(-0.5, len(names) - 0.5)
        self._axes.xaxis.set_major_locator(FixedLocator(shown))
        self._axes.set_xticklabels(
            labels,
            rotation=0 if upright else 35,
            ha="center" if upright else "right",
            rotation_mode="anchor",
        )
        self._axes.grid(visible=False, axis="x")

    def numeric_y(self, axis: AxisRange | None) -> None:
        """Give the vertical axis numbers; none where there is no axis: nothing was measured."""
        if axis is None:
            self._axes.set_ylim(0, 1)
            self._axes.yaxis.set_major_locator(NullLocator())
            return
        scaled(self._axes.yaxis, axis.limits, axis.log, self._axes.set_yscale, self._axes.set_ylim)

    def svg(self, prefix: str) -> str:
        """Return the figure as an element for an HTML page.

        Args:
            prefix: what its ids begin with; different for each figure of a page.

        """
        self._turn_inwards()
        return inline(saved(self._figure), self._title, prefix)

    def _write(self, text: str, place: Any, across: Any, offset: Any, looks: Any) -> None:
        written = self._axes.annotate(
            spellable(shortened(text, 40)),
            place,
            xycoords=across,
            xytext=offset,
            textcoords="offset points",
            color=SENTINELS[INK],
            fontsize=FONT_SIZE,
            **looks,
        )
        written.set_in_layout(False)
        self._written.append(written)

    def _turn_inwards(self) -> None:
        """Write what stands beside a line right of the middle to the line's left."""
        for written in self._written:
            to_pixels = written.xycoords.transform
            across, _ = self._axes.transAxes.inverted().transform(to_pixels(written.xy))
            if written.get_ha() == "left" and across > 0.5:
                written.set_ha("right")
                written.set_x(-4)
