"""Comparing: `tuneround compare`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tuneround.cli.options import (
    DEFAULT_WORKDIR,
    Cluster,
    Context,
    Json,
    Namespace,
    RoundFile,
    Storage,
    Workdir,
    complete_round_file,
)
from tuneround.cli.whereabouts import Whereabouts

if TYPE_CHECKING:
    from tuneround.aggregation.contestants import Contestant
    from tuneround.records.comparison import Comparison

Change = Annotated[
    str | None,
    typer.Option(
        "--change",
        metavar="SELECTOR",
        help="What may be adopted: label_smoothing=0.1, trial=3 or point=2; several conditions "
        "are joined by commas. Default: the best point.",
        show_default=False,
    ),
]
Baseline = Annotated[
    str | None,
    typer.Option(
        "--baseline",
        metavar="SELECTOR",
        help="What it would replace. Default: the best point of the runner-up setting.",
        show_default=False,
    ),
]
Against = Annotated[
    Path | None,
    typer.Option(
        "--against",
        metavar="OTHER",
        help="File of the round that has the baseline; default: FILE.",
        autocompletion=complete_round_file,
        show_default=False,
    ),
]
Markdown = Annotated[bool, typer.Option("--markdown", help="Print Markdown, for a pull request.")]


def compare(  # noqa: PLR0913 - an argument for each option
    file: RoundFile,
    change: Change = None,
    baseline: Baseline = None,
    against: Against = None,
    json: Json = False,
    markdown: Markdown = False,
    workdir: Workdir = DEFAULT_WORKDIR,
    cluster: Cluster = False,
    namespace: Namespace = None,
    context: Context = None,
    storage: Storage = None,
) -> None:
    """Adopt a change or not, by the scores of several seeds.

    Says ADOPT, REJECT or INCONCLUSIVE, and how many more seeds would tell. Exits with 0 for each.
    """
    where = Whereabouts(workdir, cluster, namespace, context, storage)
    found = _comparison(file, change, baseline, against, where)
    if json:
        print(found.model_dump_json(indent=1))
        return
    from tuneround.cli.comparison import comparison_markdown, comparison_text

    print(comparison_markdown(found) if markdown else comparison_text(found))


def _comparison(
    file: Path, change: str | None, baseline: str | None, against: Path | None, where: Whereabouts
) -> "Comparison":
    from tuneround.aggregation.contestants import compared, compared_across

    first = _contestant(file, where)
    if against is None:
        return compared(first, change, baseline)
    return compared_across(first, _contestant(against, where), change, baseline)


def _contestant(file: Path, where: Whereabouts) -> "Contestant":
    from tuneround.aggregation.contestants import contestant
    from tuneround.cli.opening import opened_round
    from tuneround.cli.progress import working
    from tuneround.spec.reading import read_round

    with opened_round(file, where) as opened, working(f"Reading every trial under {opened.place}."):
        return contestant(opened.store, read_round(file))
