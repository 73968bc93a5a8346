"""Infeasible, drawn: in which parts of a hyperparameter the crosses cluster."""

from typing import TYPE_CHECKING

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.report.drawing import Panel
from tuneround.report.figure import Figure, Key
from tuneround.report.ranges import AxisRange
from tuneround.report.styles import INFEASIBLE, SERIES

if TYPE_CHECKING:
    import polars as pl

MOST = 6
WIDTH, HEIGHT = 340, 230
KEYS = (
    Key(INFEASIBLE, "more than chance would put there", area=True),
    Key(SERIES[0], "other parts", area=True),
)


def draw_infeasible(judged: JudgedRound, answer: Answer) -> tuple[Figure, ...]:
    """Return the share of crosses in each part of the hyperparameters where they cluster."""
    table = answer.data["infeasible"]
    clustered = dict.fromkeys(table.filter(table["is_cluster"])["hyperparameter"].to_list())
    return tuple(
        _figure(table.filter(table["hyperparameter"] == name), name, number)
        for number, name in enumerate(list(clustered)[:MOST])
    )


def _figure(rows: "pl.DataFrame", name: str, number: int) -> Figure:
    panel = Panel(f"Share of crosses against {name}", WIDTH, HEIGHT)
    panel.heading("share infeasible or diverged")
    panel.label_x(name)
    for is_cluster, style in ((False, SERIES[0]), (True, INFEASIBLE)):
        shown = rows.filter((rows["is_cluster"] == is_cluster) & (rows["trials"] > 0))
        shares = [c / t for c, t in zip(shown["crosses"], shown["trials"], strict=True)]
        panel.bars([float(bin_) for bin_ in shown["bin"]], shares, 0.7, style)
    panel.named_x(_names(rows))
    panel.numeric_y(AxisRange(0.0, 1.0, log=False))
    return Figure(
        name=f"infeasible-{number}",
        caption=f"{name}: share of the trials in each part that are crosses. A part of a range is "
        "named by where it begins.",
        wide=panel.svg(f"infeasible-{number}"),
        keys=KEYS,
        data="infeasible",
    )


def _names(rows: "pl.DataFrame") -> list[str]:
    pairs = zip(rows["values"], rows["begins"], strict=True)
    return [value if begins is None else f"{begins:.2g} …" for value, begins in pairs]
