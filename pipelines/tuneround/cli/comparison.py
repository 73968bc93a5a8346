"""Comparison: a comparison as text for a terminal, and as Markdown for a pull request."""

from collections.abc import Iterator, Sequence

from tuneround.analysis.verdict import number
from tuneround.cli.table import table
from tuneround.records.comparison import ComparedSide, Comparison, Evidence
from tuneround.text import one_line, visible

HEADER = ("", "seeds", "mean", "sd", "best", "worst", "values")
MOST_VALUES = 8
"""Values of a side that are shown."""


def comparison_text(found: Comparison) -> str:
    """Return the verdict and why, both sides, the evidence, and what else is to be known."""
    rows = [_row(side) for side in (found.change, found.baseline)]
    facts = list(_facts(found))
    width = max((len(name) for name, _ in facts), default=0)
    blocks = [
        [one_line(_headline(found)), one_line(found.reason)],
        [table(HEADER, rows)],
        [f"{name:{width}}  {text}" for name, text in facts],
        [f"- {one_line(note)}" for note in found.notes],
    ]
    return _joined(blocks)


def comparison_markdown(found: Comparison) -> str:
    """Return the same as Markdown."""
    rows = [_row(side) for side in (found.change, found.baseline)]
    blocks = [
        [f"**{_escaped(_headline(found))}**", "", _escaped(found.reason)],
        _markdown_table(HEADER, rows),
        _markdown_table(("evidence", ""), list(_facts(found))),
        [f"- {_escaped(note)}" for note in found.notes],
    ]
    return _joined(blocks)


def _joined(blocks: Sequence[Sequence[str]]) -> str:
    return visible("\n\n".join("\n".join(lines) for lines in blocks if lines))


def _headline(found: Comparison) -> str:
    return f"{found.verdict.upper()}: {found.change.name} against {found.baseline.name}"


def _row(side: ComparedSide) -> list[str]:
    figures = [side.mean, side.sd, side.best, side.worst]
    values = [number(v) for v in side.finite] + ["infeasible"] * len(side.infeasible)
    more = f" and {len(values) - MOST_VALUES} more" if len(values) > MOST_VALUES else ""
    shown = " ".join(values[:MOST_VALUES]) + more
    return [side.name, str(side.seeds), *("" if f is None else number(f) for f in figures), shown]


def _facts(found: Comparison) -> Iterator[tuple[str, str]]:
    evidence = found.evidence
    if evidence.difference is not None:
        yield "improvement of the mean", _with_interval(evidence)
    if found.objective.min_effect is not None:
        yield "minEffect", number(found.objective.min_effect)
    if evidence.p_value is not None:
        yield "p, unpaired permutation (decides)", _unpaired(evidence)
    if evidence.paired_p is not None and evidence.paired_p_smallest is not None:
        yield "p, paired sign flip", _paired(evidence)
    if evidence.superiority is not None:
        yield "P(change better than baseline)", number(evidence.superiority)
    if evidence.beyond_spreads is not None:
        yield "better beyond both spreads", "yes" if evidence.beyond_spreads else "no"
    if evidence.noise is not None:
        points = f"{evidence.noise_points} point{'' if evidence.noise_points == 1 else 's'}"
        yield "spread over seeds", f"sd {number(evidence.noise)}, pooled over {points}"


def _with_interval(evidence: Evidence) -> str:
    difference = number(evidence.difference or 0.0)
    if evidence.low is None or evidence.high is None:
        return f"{difference} (an interval needs 4 seeds a side)"
    return f"{difference}, 95% interval {number(evidence.low)} to {number(evidence.high)}"


def _unpaired(evidence: Evidence) -> str:
    how = "all" if evidence.exact else "drawn:"
    return (
        f"{number(evidence.p_value or 0.0)} ({how} {evidence.assignments:,} assignments; decides "
        f"at {number(evidence.level)}, cannot fall below {number(evidence.p_smallest)})"
    )


def _paired(evidence: Evidence) -> str:
    return (
        f"{number(evidence.paired_p or 0.0)} ({evidence.pairs} pairs; cannot fall below "
        f"{number(evidence.paired_p_smallest or 0.0)})"
    )


def _markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [header, ["---"] * len(header), *rows]
    return [f"| {' | '.join(_escaped(cell) for cell in line)} |" for line in lines]


def _escaped(text: str) -> str:
    r"""Return text that Markdown shows as it is.

    >>> print(_escaped("a_b|<c>"))
    a\_b\|\<c\>
    """
    return "".join(f"\\{c}" if c in "\\`*_[]<>|#" else c for c in one_line(text))
