"""Summary: the answer and its findings as plain text, for a terminal, and as Markdown.

Both are made from result.json alone. Markdown is for a pull request: what a user wrote cannot
become a link, an image, a mention or HTML there.
"""

import re
from collections.abc import Collection, Iterator
from textwrap import fill

from tuneround.records.finding import Finding, Level
from tuneround.records.result import Result
from tuneround.report.findings import TOLD
from tuneround.report.labels import value_text
from tuneround.report.titles import WORDS, title_of
from tuneround.text import one_line

WIDTH = 100
NEXT = "tuneround next ROUND.yaml --into next-round.yaml"
SIGNS = {Level.PROBLEM: "❌", Level.CAUTION: "⚠️", Level.NOTE: "ℹ️"}  # noqa: RUF001 - a sign, not a letter
SPECIAL = re.compile(r"[\\`*_\[\]<>|~&$]|:(?=\S)|(?<=www)\.")
REFERENCE = re.compile(r"[@#]")
"""What names a person or an issue; a backslash before it would not help."""


def finding_lines(result: Result, levels: Collection[Level] = TOLD) -> Iterator[str]:
    """Yield the findings of `levels` for a terminal, worst first, and what to do about each.

    Those of which nothing was found or known are counted. Nothing when no question was asked.
    """
    for finding in _told(result, levels):
        yield from _wrapped(f"{WORDS[finding.level]}: {finding.sentence}", "  ")
        if finding.remedy:
            yield from _wrapped(f"  What to do: {finding.remedy}", "    ")
    counts = _counts(result)
    if counts:
        yield counts
        if _has_next(result):
            yield f"The next round: {NEXT}"


def summary_text(result: Result) -> str:
    """Return the whole answer for a terminal."""
    lines = [
        f"Round {one_line(result.round)} of study {one_line(result.study)}: "
        f"{one_line(result.goal)}",
        *_wrapped(f"Verdict: {result.verdict}", "  "),
        *finding_lines(result),
    ]
    return "\n".join(lines)


def summary_markdown(result: Result) -> str:
    """Return the whole answer as Markdown."""
    blocks = [
        f"### Tuning round {_marked(result.round)} of study {_marked(result.study)}",
        f"**{_marked(result.verdict)}**",
        f"Question: {_marked(result.goal)}",
        *_finding_blocks(result),
        *_best_blocks(result),
    ]
    return "\n\n".join(blocks) + "\n"


def _finding_blocks(result: Result) -> Iterator[str]:
    told = _told(result)
    if told:
        yield "\n".join(_item(finding) for finding in told)
    if counts := _counts(result):
        yield f"{counts} What to run next: `{NEXT}`" if _has_next(result) else counts


def _item(finding: Finding) -> str:
    remedy = f"<br>What to do: {_marked(finding.remedy)}" if finding.remedy else ""
    return (
        f"- {SIGNS[finding.level]} **{WORDS[finding.level]}** · {title_of(finding.question)}<br>"
        f"{_marked(finding.sentence)}{remedy}"
    )


def _best_blocks(result: Result) -> Iterator[str]:
    best = result.best
    if best is None:
        return
    yield (
        f"Best: {_marked(result.objective.metric)} {best.value:.6g}, "
        f"trial {best.trial}, step {best.step}"
    )
    rows = [
        f"| {_marked(name)} | {_marked(value_text(value))} |"
        for name, value in best.hyperparameters.items()
    ]
    yield "\n".join(["| hyperparameter | value |", "|---|---|", *rows])


def _told(result: Result, levels: Collection[Level] = TOLD) -> list[Finding]:
    return [finding for finding in result.findings if finding.level in levels]


def _counts(result: Result) -> str:
    fine = sum(finding.level is Level.FINE for finding in result.findings)
    unknown = sum(finding.level is Level.UNKNOWN for finding in result.findings)
    if not result.findings:
        return ""
    return f"Looked for, and not found: {fine}. Could not be looked for: {unknown}."


def _has_next(result: Result) -> bool:
    """Whether a next round can be proposed: it takes a change, or two trials to train again."""
    return any(finding.changes for finding in result.findings) or result.counts["completed"] > 1


def _wrapped(text: str, indent: str) -> list[str]:
    plain = one_line(text)
    lead = text[: len(text) - len(text.lstrip())]
    lines = fill(
        plain.strip(), WIDTH, initial_indent=lead, subsequent_indent=indent, break_long_words=False
    )
    return lines.splitlines()


def _marked(text: str) -> str:
    r"""Return a text as Markdown shows it unchanged.

    >>> _marked("<b> *x* @me a_b: c://d")
    '\\<b\\> \\*x\\* @<!-- -->me a\\_b: c\\://d'
    """
    escaped = SPECIAL.sub(r"\\\g<0>", one_line(text).strip())
    return REFERENCE.sub(r"\g<0><!-- -->", escaped)
