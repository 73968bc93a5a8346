"""Report: what the pages of a report are about."""

from collections.abc import Mapping
from dataclasses import dataclass

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.records.result import Result
from tuneround.report.rows import TrialRow
from tuneround.spec.round import TuningRound

PAGE = "index.html"
INTERACTIVE = "interactive.html"
NEXT_ROUND = "next-round.yaml"
SUMMARY = "summary.md"


@dataclass(frozen=True)
class Report:
    """What a report is about.

    Attributes:
        round: its latest spec.
        result: what was concluded.
        judged: what it was concluded from.
        answered: the answer to each question that was asked; empty when none was.
        best_first: every planned trial.
        next_round: the YAML of the round that is proposed, if there is one.

    """

    round: TuningRound
    result: Result
    judged: JudgedRound
    answered: Mapping[str, Answer]
    best_first: tuple[TrialRow, ...]
    next_round: str | None = None
