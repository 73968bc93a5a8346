"""Interactive: a second page, to zoom into and to point at. plotly enters here.

It is whole by itself too, plotly's own program included, which makes it some 5 MB; Argo's viewer
runs no script, so nothing is shown only there. Where plotly is not installed there is none.
"""

import json
from collections.abc import Mapping
from importlib.util import find_spec

from markupsafe import Markup

from tuneround.report.plots import hover_text, plots_of
from tuneround.report.report import Report
from tuneround.report.template import template


def interactive_page(report: Report) -> str | None:
    """Return the page; None where plotly is not installed."""
    if find_spec("plotly") is None:
        return None
    from plotly.offline import get_plotlyjs

    content = {
        "texts": {row.index: hover_text(row) for row in report.best_first},
        "plots": list(plots_of(report)),
    }
    return template("interactive.html.j2").render(
        round=report.round,
        result=report.result,
        library=Markup(get_plotlyjs()),
        content=Markup(_embedded(content)),
    )


def _embedded(content: Mapping[str, object]) -> str:
    """Return JSON that no HTML parser takes for anything else."""
    spelled = json.dumps(content, allow_nan=False, separators=(",", ":"))
    return spelled.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
