"""docs/metrics.md names every metric that is served."""

import os
from collections.abc import Iterable

from metric_catalogue import ServedMetric, operator_metrics, trial_metrics
from metrics_page import PAGE

BEGIN = "<!-- The table is generated: tests/operator/metrics/test_documentation.py. -->\n"
END = "<!-- end -->\n"
HEAD = "| metric | kind | labels | meaning |\n|---|---|---|---|\n"


def test_the_table_is_generated() -> None:
    """The page's table is what operator and training pods serve, label by label."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    table, after = rest.split(END)
    if os.environ.get("TUNEROUND_REGENERATE") == "1":
        table = rendered()
        PAGE.write_text(f"{before}{BEGIN}{table}{END}{after}", encoding="utf-8")
    assert table == rendered(), "run with TUNEROUND_REGENERATE=1"


def rendered() -> str:
    """Return the tables, one a page that is served."""
    return (
        f"\nOf the operator, at its port `metrics`:\n\n{HEAD}{_rows(operator_metrics())}"
        f"\nOf each training pod:\n\n{HEAD}{_rows(trial_metrics())}\n"
    )


def _rows(metrics: Iterable[ServedMetric]) -> str:
    return "".join(
        f"| `{metric.name}` | {metric.kind} | {', '.join(metric.labels)} | {metric.help} |\n"
        for metric in metrics
    )
