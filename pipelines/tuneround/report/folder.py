"""Folder: everything that is published of a report: the page, and what lies beside it."""

from collections.abc import Mapping

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.records.result import Result
from tuneround.report.data import answer_files, round_files
from tuneround.report.interactive import interactive_page
from tuneround.report.page import render
from tuneround.report.report import INTERACTIVE, NEXT_ROUND, PAGE, SUMMARY, Report
from tuneround.report.rows import ranked, trial_rows
from tuneround.report.summary import summary_markdown
from tuneround.spec.round import TuningRound


def report_files(
    round_: TuningRound,
    result: Result,
    judged: JudgedRound,
    answered: Mapping[str, Answer],
    next_round: str | None = None,
) -> dict[str, bytes]:
    """Return the files of the report, by their paths in its folder.

    Args:
        round_: the round's latest spec.
        result: what was concluded.
        judged: what it was concluded from.
        answered: the answer to each question that was asked.
        next_round: the YAML of the round that the findings propose, if there is one.

    """
    rows = ranked(trial_rows(judged.tables, judged.compared, result.objective), result.objective)
    report = Report(round_, result, judged, answered, tuple(rows), next_round)
    files = round_files(judged, rows) | answer_files(answered)
    files[SUMMARY] = summary_markdown(result).encode()
    if next_round is not None:
        files[NEXT_ROUND] = next_round.encode()
    if (interactive := interactive_page(report)) is not None:
        files[INTERACTIVE] = interactive.encode()
    return {PAGE: render(report, files).encode(), **files}
