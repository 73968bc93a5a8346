"""Running: `tuneround run` and `tuneround trial`."""

from typing import Annotated

import typer

from tuneround.cli.options import DEFAULT_WORKDIR, NoReport, RoundFile, Workdir
from tuneround.errors import InputError


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
        int | None,
        typer.Option("--index", min=0, help="The trial's number in the plan.", show_default=False),
    ] = None,
    block: Annotated[
        int | None,
        typer.Option(
            "--block",
            min=0,
            help="Instead, one after the other, the trials from B * size on.",
            show_default=False,
        ),
    ] = None,
    size: Annotated[
        int | None,
        typer.Option("--size", min=1, help="Trials in a block.", show_default=False),
    ] = None,
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
    from tuneround.cli.trial import run_block, run_trial

    match (index, block, size):
        case (int(), None, None):
            raise typer.Exit(run_trial(index, study, round_name))
        case (None, int(), int()):
            raise typer.Exit(run_block(block, size, study, round_name))
    raise InputError(
        "A pod supervises the trial of --index, or the trials of --block with --size; got "
        f"--index {index}, --block {block}, --size {size}. Give the one or the other two."
    )
