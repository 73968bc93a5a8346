"""Running: `tuneround run` and `tuneround trial`."""

from typing import Annotated

import typer

from tuneround.cli.options import DEFAULT_WORKDIR, NoReport, RoundFile, Workdir


def run(
    file: RoundFile,
    workdir: Workdir = DEFAULT_WORKDIR,
    parallelism: Annotated[
        int | None,
        typer.Option(
            "--parallelism",
            min=1,
            help="Trials at once; default: budget.parallelism, as far as the cores go.",
            show_default=False,
        ),
    ] = None,
    no_report: NoReport = False,
) -> None:
    """Run a whole round on this machine; run it again to resume. Ctrl-C stops at a step's end."""
    from tuneround.local.runner import run_round

    raise typer.Exit(run_round(file, workdir, parallelism=parallelism, report=not no_report))


def trial(
    index: Annotated[
        int,
        typer.Option("--index", min=0, help="The trial's number in the plan.", show_default=False),
    ],
    study: Annotated[
        str | None,
        typer.Option(
            "--study",
            envvar="TUNEROUND_STUDY",
            show_envvar=True,
            help="The study's name.",
            show_default=False,
        ),
    ] = None,
    round_name: Annotated[
        str | None,
        typer.Option(
            "--round",
            envvar="TUNEROUND_ROUND",
            show_envvar=True,
            help="The round's name.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Supervise one trial: what a pod starts. The bucket comes from the environment."""
    from tuneround.cli.trial import run_trial

    raise typer.Exit(run_trial(index, study, round_name))
