"""Closing: what a runner says at the end of a round."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tuneround.local.board import described
from tuneround.records.finding import Level
from tuneround.records.result import Result
from tuneround.report.summary import finding_lines

MOST_REASONS = 3


def failure_lines(reasons: Counter[str], log: Path) -> Iterator[str]:
    """Yield why trials failed, each reason once, the most frequent first.

    Args:
        reasons: reason -> trials that failed for it.
        log: what one of them printed.

    """
    for reason, count in reasons.most_common(MOST_REASONS):
        yield f"{count} trial{'s' * (count > 1)} failed: {reason}"
    if len(reasons) > MOST_REASONS:
        yield f"{len(reasons) - MOST_REASONS} further reasons stand in the report."
    yield (
        f"A failed trial is not tried again; one of them printed to {log}. Mend the cause and give "
        "the round a new name to train them all."
    )


def closing_lines(result: Result, page: Path | None, command: str) -> Iterator[str]:
    """Yield the verdict, what to mind, the best evaluation, what is unfinished, and the report."""
    counts = ", ".join(f"{count} {fate}" for fate, count in result.counts.items() if count)
    yield f"Trials: {counts}."
    if result.unfinished:
        yield f"{len(result.unfinished)} trials are unfinished; to try them again: {command}"
    yield f"Verdict: {result.verdict}"
    yield from finding_lines(result, (Level.PROBLEM, Level.CAUTION))
    if result.best is not None:
        best = result.best
        values = described(best.hyperparameters, frozenset(best.hyperparameters))
        yield (
            f"Best: {result.objective.metric} {best.value:.6g} "
            f"at step {best.step} of trial {best.trial} ({values})"
        )
    if page is not None:
        yield f"Report: {page}"
