"""Judging: `tuneround aggregate` and `tuneround report`."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tuneround.cli.options import (
    DEFAULT_WORKDIR,
    Cluster,
    Context,
    Json,
    Namespace,
    NoReport,
    OptionalRoundFile,
    RoundFile,
    Storage,
    Workdir,
)
from tuneround.cli.whereabouts import Whereabouts
from tuneround.errors import InputError

if TYPE_CHECKING:
    from tuneround.records.result import Result
    from tuneround.store.rounds import RoundStore


def aggregate(  # noqa: PLR0913 - an argument for each option
    file: OptionalRoundFile = None,
    no_report: NoReport = False,
    copy: Annotated[
        Path | None,
        typer.Option(
            "--copy",
            metavar="DIR",
            help="Write a copy of the report there: the page and what lies beside it.",
            show_default=False,
        ),
    ] = None,
    summary: Annotated[
        Path | None,
        typer.Option(
            "--summary",
            metavar="FILE",
            help="Write the result in short there, as JSON: docs/results.md.",
            show_default=False,
        ),
    ] = None,
    json: Json = False,
    workdir: Workdir = DEFAULT_WORKDIR,
    cluster: Cluster = False,
    namespace: Namespace = None,
    context: Context = None,
    storage: Storage = None,
) -> None:
    """Judge what the bucket holds, and choose in hindsight.

    Every planned trial is accounted for: completed, infeasible, failed, interrupted or missing.
    Exits with 3 when none has completed, so that a Workflow without an answer is a failed one.
    """
    from tuneround.text import visible
    from tuneround.trial.errors import EXIT_FAILED

    where = Whereabouts(workdir, cluster, namespace, context, storage)
    _require_a_report(copy, no_report)
    result = _aggregated(file, where, _Written(not no_report, copy, summary))
    print(result.model_dump_json(indent=1) if json else visible(result.verdict))
    if not result.counts["completed"]:
        raise typer.Exit(EXIT_FAILED)


def _require_a_report(copy: Path | None, no_report: bool) -> None:
    if copy is not None and no_report:
        raise InputError(
            f"--copy is of a report; got --copy {copy} with --no-report. Leave one of them out."
        )


@dataclass(frozen=True)
class _Written:
    """What an aggregation writes besides the result."""

    report: bool
    copy: Path | None
    summary: Path | None


def _aggregated(file: Path | None, where: Whereabouts, written: _Written) -> "Result":
    from tuneround.aggregation import aggregate as aggregated
    from tuneround.cli.progress import working

    if file is None:
        _require_no_options(where)
        from tuneround.cli.environment import store_from_environment

        store = store_from_environment(None, None)
        with working(_intent(store.keys.root)):
            return aggregated(
                store, report=written.report, workdir_copy=written.copy, summary=written.summary
            )
    from tuneround.cli.opening import opened_round

    with opened_round(file, where, writes=True) as opened, working(_intent(opened.place)):
        return aggregated(
            opened.store,
            report=written.report,
            workdir_copy=written.copy or opened.paths.report,
            summary=written.summary,
        )


def _require_no_options(where: Whereabouts) -> None:
    if where.on_cluster or where.storage is not None:
        raise InputError(
            "--cluster, --namespace, --context and --storage say where the round of FILE lies; got "
            "no FILE. Name it."
        )


def _intent(place: str) -> str:
    return f"Reading every trial under {place}, to write a result there."


def report(  # noqa: PLR0913 - an argument for each option
    file: RoundFile,
    open_page: Annotated[
        bool, typer.Option("--open", help="Open the page in the browser.")
    ] = False,
    text: Annotated[
        bool, typer.Option("--text", help="Print the answer and its findings instead.")
    ] = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print them as Markdown, for a pull request.")
    ] = False,
    workdir: Workdir = DEFAULT_WORKDIR,
    cluster: Cluster = False,
    namespace: Namespace = None,
    context: Context = None,
    storage: Storage = None,
) -> None:
    """Fetch the newest report with what lies beside it, and print its path."""
    from tuneround.cli.opening import opened_round, stored_result

    _require_one_form(open_page, text, markdown)
    with opened_round(file, Whereabouts(workdir, cluster, namespace, context, storage)) as opened:
        result = stored_result(opened.store)
        if text or markdown:
            print(_summary(result, markdown))
            return
        page = _fetched(opened.store, result.number, opened.paths.report)
    print(page)
    if open_page:
        typer.launch(str(page))


def _require_one_form(open_page: bool, text: bool, markdown: bool) -> None:
    if open_page + text + markdown > 1:
        raise InputError(
            "A report has one form at a time; got more than one of --open, --text and --markdown. "
            "Give one of them."
        )


def _summary(result: "Result", markdown: bool) -> str:
    from tuneround.report.summary import summary_markdown, summary_text

    return summary_markdown(result) if markdown else summary_text(result)


def _fetched(store: "RoundStore", number: int, folder: Path) -> Path:
    from tuneround.aggregation.copies import PAGE, fetch_copy

    fetch_copy(store, number, folder)
    return folder / PAGE
