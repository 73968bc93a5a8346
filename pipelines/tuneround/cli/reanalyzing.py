"""Reanalyzing: `tuneround reanalyze`."""

from typing import Annotated

import typer

from tuneround.analysis.comparing.rule import Rule, RuleKind
from tuneround.cli.options import (
    DEFAULT_WORKDIR,
    Cluster,
    Context,
    Json,
    Namespace,
    RoundFile,
    Storage,
    Way,
    Workdir,
)
from tuneround.cli.whereabouts import Whereabouts
from tuneround.errors import InputError

DEFAULT_WINDOW = 3


def reanalyze(  # noqa: PLR0913 - an argument for each option
    file: RoundFile,
    metric: Annotated[
        str | None,
        typer.Option(
            "--metric", help="What decides; default: the round's objective.", show_default=False
        ),
    ] = None,
    direction: Annotated[
        Way | None,
        typer.Option(
            "--direction",
            help="Which way is better; needed for another metric than the objective.",
            show_default=False,
        ),
    ] = None,
    rule: Annotated[
        RuleKind,
        typer.Option("--rule", help="Which of a trial's evaluations counts."),
    ] = RuleKind.BEST,
    window: Annotated[
        int | None,
        typer.Option(
            "--window",
            min=1,
            help=f"Evaluations in a row that `smoothed` averages; default: {DEFAULT_WINDOW}.",
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
    """Choose again by another rule or metric; writes nothing."""
    chosen_by = _rule(rule, window)
    from tuneround.aggregation.reanalysis import reanalyze as reanalyzed
    from tuneround.cli.opening import opened_round, stored_result_or_none
    from tuneround.cli.progress import working
    from tuneround.spec.objective import Direction

    where = Whereabouts(workdir, cluster, namespace, context, storage)
    with opened_round(file, where) as opened, working(f"Reading the round under {opened.place}."):
        result = stored_result_or_none(opened.store)
        way = None if direction is None else Direction(direction)
        found = reanalyzed(opened.store, result, metric, way, chosen_by)
    if json:
        print(found.model_dump_json(indent=1))
        return
    from tuneround.cli.reanalysis import reanalysis_text

    print(reanalysis_text(found))


def _rule(name: RuleKind, window: int | None) -> Rule:
    if name is RuleKind.SMOOTHED:
        return Rule(name, DEFAULT_WINDOW if window is None else window)
    if window is not None:
        raise InputError(
            f"--window belongs to --rule smoothed; got --window {window} with --rule {name}. "
            "Add --rule smoothed, or leave --window out."
        )
    return Rule(name)
