"""Summary: a published result in short, for whoever watches the round without its bucket."""

import json
from collections.abc import Iterable, Iterator
from itertools import accumulate, takewhile
from math import fsum

from tuneround.aggregation.copies import PAGE
from tuneround.aggregation.publication import REPORT
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.training.speeds import speeds_of
from tuneround.records.finding import Level
from tuneround.records.result import Result
from tuneround.records.summary import (
    MOST_BYTES,
    RoundSummary,
    SummarizedBest,
    SummarizedFinding,
)
from tuneround.report.summary import summary_markdown
from tuneround.store.rounds import RoundStore
from tuneround.text import shortened

TOLD = (Level.PROBLEM, Level.CAUTION)
MOST_FINDINGS = 5
LONGEST_SENTENCE, LONGEST_NAME = 600, 300
CUT = "\n*Shortened: the whole stands in the report.*\n"


def round_summary(
    store: RoundStore, result: Result, judged: JudgedRound, *, has_report: bool
) -> RoundSummary:
    """Return `result` in short, at most MOST_BYTES as JSON.

    Args:
        store: where the result was published.
        result: what was published.
        judged: the round that it concludes.
        has_report: whether a report lies beside it.

    """
    page = store.keys.in_result(result.number, f"{REPORT}{PAGE}")
    trials = judged.tables.trials
    short = RoundSummary(
        number=result.number,
        study=result.study,
        round=result.round,
        direction=result.objective.direction.value,
        counts=result.counts,
        best=_best(store, result),
        verdict=shortened(result.verdict, LONGEST_SENTENCE),
        findings=tuple(_findings(result))[:MOST_FINDINGS],
        unfinished=result.unfinished,
        report=store.bucket.uri(page) if has_report else "",
        retried=int((trials["attempts"] - 1).clip(lower_bound=0).sum()),
        steps_per_second=_number(speeds_of(judged)["steps_per_second"].median()),
        training_seconds=_total(trials["training_seconds"]),
        checkpoint_bytes=int(judged.tables.checkpoints["bytes"].sum()),
        stall_seconds=_total(trials["stall_seconds"]),
        created=result.created,
    )
    room = MOST_BYTES - len(short.to_json())
    return short.model_copy(update={"markdown": _cut(summary_markdown(result), room)})


def _best(store: RoundStore, result: Result) -> SummarizedBest | None:
    best, held = result.best, result.checkpoint
    if best is None:
        return None
    return SummarizedBest(
        trial=best.trial,
        step=best.step,
        metric=shortened(result.objective.metric, LONGEST_NAME),
        value=best.value,
        checkpoint=store.bucket.uri(held.key) if held else None,
    )


def _findings(result: Result) -> Iterator[SummarizedFinding]:
    for finding in result.findings:  # worst first already
        if finding.level in TOLD:
            yield SummarizedFinding(
                question=finding.question,
                level=finding.level.value,
                sentence=shortened(finding.sentence, LONGEST_SENTENCE),
            )


def _total(values: Iterable[float | None]) -> float | None:
    """Return the sum of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return fsum(known) if known else None


def _number(value: object) -> float | None:
    return value if isinstance(value, float) else None


def _cut(markdown: str, room: int) -> str:
    r"""Return the first lines of `markdown` that take at most `room` bytes in JSON.

    >>> _cut("one\ntwo\n", 60), _cut("one\n" * 50, 55)
    ('one\ntwo\n', 'one\n\n*Shortened: the whole stands in the report.*\n')
    """
    if _bytes_of(markdown) <= room:
        return markdown
    lines = markdown.splitlines(keepends=True)
    ends = accumulate(_bytes_of(line) for line in lines)
    kept = sum(1 for _ in takewhile(lambda end: end <= room - _bytes_of(CUT), ends))
    return "".join(lines[:kept]) + CUT


def _bytes_of(text: str) -> int:
    return len(json.dumps(text, ensure_ascii=False).encode()) - len('""')
