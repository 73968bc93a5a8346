"""Page: the report, one HTML document that needs nothing beside itself. jinja2 enters here.

No script, no font, no image and no address outside the page: Argo's viewer and a mail client show
it as a browser does. Whatever a user wrote goes through one filter (controls spelled out) and
jinja2's escaping, both for every expression, so that no template line can forget them.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from tuneround.analysis.settings import compared_names
from tuneround.analysis.tables import Tables
from tuneround.records.attempt import Fate
from tuneround.records.result import Result
from tuneround.report import sections
from tuneround.report.curves import NARROW, WIDE, Curve, Curves, curves_of, draw_curves
from tuneround.report.drawing import swatch
from tuneround.report.groups import groups_of
from tuneround.report.labels import value_text
from tuneround.report.rows import TrialRow, ranked, trial_rows
from tuneround.report.slices import draw_slice, slice_of
from tuneround.report.styles import INFEASIBLE, Style
from tuneround.spec.round import TuningRound
from tuneround.text import visible


@dataclass(frozen=True)
class Figure:
    """A figure with its caption; `narrow` stands in for it on a small screen."""

    caption: str
    svg: Markup
    condition: str = ""
    narrow: Markup | None = None


@dataclass(frozen=True)
class Key:
    """One entry of a legend."""

    swatch: Markup
    text: str


def render(round_: TuningRound, result: Result, tables: Tables) -> str:
    """Return the whole page."""
    compared = compared_names(round_.spec.hyperparameters)
    rows = trial_rows(tables, compared)
    best_first = ranked(rows, result.objective)
    curves = curves_of(best_first, tables, result.objective)
    return _template().render(
        round=round_,
        result=result,
        direction=sections.direction_text(result.objective.direction),
        tiles=sections.tiles_of(result),
        settings=sections.settings_of(result, rows, compared),
        best=sections.exact(result.best) if result.best is not None else [],
        checkpoint=sections.checkpoint_sentence(result),
        last_step=sections.last_step_sentence(result),
        slices=_slices(round_, result, rows),
        slice_keys=_slice_keys(rows, result),
        curves=_curves(curves, result),
        curve_keys=[_curve_key(c, n) for n, c in enumerate(curves.curves)],
        header=sections.table_header(round_),
        table=sections.table_rows(round_, result, best_first),
        failures=sections.failures_of(rows),
        caveats=sections.caveats_of(round_, result),
    )


def _slices(round_: TuningRound, result: Result, rows: list[TrialRow]) -> list[Figure]:
    best = result.best.trial if result.best is not None else None
    figures = []
    for number, hyperparameter in enumerate(round_.spec.hyperparameters.searched):
        shown = slice_of(hyperparameter, rows, best)
        svg = Markup(draw_slice(shown, result.objective, f"slice-{number}"))
        figures.append(Figure(shown.name, svg, shown.condition))
    return figures


def _slice_keys(rows: list[TrialRow], result: Result) -> list[Key]:
    groups = groups_of(rows)
    keys = [
        Key(_swatch(f"key-{n}", group.style), group.label or "a completed trial")
        for n, group in enumerate(groups)
    ]
    if result.counts[Fate.INFEASIBLE]:
        keys.append(Key(_swatch("key-infeasible", INFEASIBLE), "infeasible, on the bad edge"))
    if result.best is not None:
        keys.append(Key(_swatch("key-best", None), "the best"))
    return keys


def _curves(curves: Curves, result: Result) -> Figure | None:
    if not curves.curves:
        return None
    wide, narrow = (
        Markup(draw_curves(curves, result.objective, size, f"curves-{size[0]}"))
        for size in (WIDE, NARROW)
    )
    return Figure("steps", wide, narrow=narrow)


def _curve_key(curve: Curve, number: int) -> Key:
    setting = f" ({curve.setting})" if curve.setting else ""
    step, value = curve.best
    text = f"trial {curve.trial}{setting}: {value_text(value)} at step {step}"
    return Key(_swatch(f"curve-key-{number}", curve.style, line=True), text)


def _swatch(prefix: str, style: Style | None, line: bool = False) -> Markup:
    return Markup(swatch(style, prefix, line=line))


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    return environment.get_template("page.html.j2")


def _shown(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
