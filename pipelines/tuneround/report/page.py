"""Page: the report, one HTML document that is whole by itself.

No script, no font, no image and no address elsewhere: Argo's viewer and a mail client show it as a
browser does. What lies in its folder (tables, the next round) is linked, never needed.
"""

from collections.abc import Collection

from tuneround.report import sections
from tuneround.report.curves import curves_figure, curves_of
from tuneround.report.data import BEST_CURVES, TRIALS, path_of
from tuneround.report.exhibits import Plate, plates_of
from tuneround.report.figures import figures_of
from tuneround.report.findings import findings_of, places_of
from tuneround.report.report import INTERACTIVE, NEXT_ROUND, Report
from tuneround.report.slices import slice_figures, slices_rule
from tuneround.report.summary import NEXT
from tuneround.report.template import template
from tuneround.report.trial_table import table_header, table_rows, table_rule

MOST_LINES = 300
"""Lines of a proposed round that the page quotes; a longer one is only linked."""


def render(report: Report, beside: Collection[str]) -> str:
    """Return the whole page.

    Args:
        report: what it is about.
        beside: the files that lie beside it.

    """
    round_, result, rows = report.round, report.result, report.best_first
    found = findings_of(result.findings)
    return template("page.html.j2").render(
        round=round_,
        result=result,
        direction=sections.direction_text(result.objective.direction),
        tiles=sections.tiles_of(result),
        found=found,
        places=places_of(found),
        plates=_plates(report),
        next_round=report.next_round,
        next_is_short=(report.next_round or "").count("\n") <= MOST_LINES,
        next_path=NEXT_ROUND,
        next_command=NEXT,
        interactive=INTERACTIVE if INTERACTIVE in beside else None,
        settings=sections.settings_of(result, rows, report.judged.compared),
        best=sections.exact(result.best) if result.best is not None else [],
        checkpoint=sections.checkpoint_sentence(result),
        last_step=sections.last_step_sentence(result),
        slices=_slices(report),
        slices_rule=slices_rule(rows),
        curves=_curves(report),
        header=table_header(round_),
        table=table_rows(round_, result, rows),
        table_rule=table_rule(rows),
        table_path=TRIALS,
        failures=sections.failures_of(rows),
        caveats=sections.caveats_of(round_, result),
    )


def _plates(report: Report) -> dict[str, tuple[Plate, ...]]:
    figures = figures_of(report.judged, report.answered)
    return {
        question: plates_of(
            figures[question], {name: path_of(question, name) for name in answer.data}
        )
        for question, answer in report.answered.items()
    }


def _slices(report: Report) -> tuple[Plate, ...]:
    best = report.result.best.trial if report.result.best is not None else None
    searched = report.round.spec.hyperparameters.searched
    figures = slice_figures(searched, report.best_first, best, report.result.objective)
    return plates_of(figures, {"trials": TRIALS})


def _curves(report: Report) -> tuple[Plate, ...]:
    objective = report.result.objective
    shown = curves_of(report.best_first, report.judged.tables, objective)
    if not shown.curves:
        return ()
    return plates_of([curves_figure(shown, objective)], {"best-curves": BEST_CURVES})
