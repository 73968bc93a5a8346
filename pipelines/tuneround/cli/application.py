"""Application: every command with its examples, in the order in which a round needs them."""

from collections.abc import Callable

import typer

from tuneround.cli.best import best
from tuneround.cli.cleaning import cleanup
from tuneround.cli.comparing import compare
from tuneround.cli.compiling import compile
from tuneround.cli.importing import import_
from tuneround.cli.judging import aggregate, report
from tuneround.cli.ledger import ledger
from tuneround.cli.planning import check, plan
from tuneround.cli.proposing import next
from tuneround.cli.reanalyzing import reanalyze
from tuneround.cli.running import run, trial
from tuneround.cli.status import status
from tuneround.cli.submitting import resume, stop, submit

COMMANDS: dict[Callable[..., None], tuple[str, ...]] = {
    check: ("tuneround check round.yaml",),
    plan: (
        "tuneround plan round.yaml",
        "tuneround plan round.yaml --json | jq '.[0].hyperparameters'",
    ),
    run: (
        "tuneround run round.yaml",
        "tuneround run round.yaml --workdir /scratch/rounds --parallelism 4",
    ),
    compile: (
        "tuneround compile round.yaml | argo submit -",
        "tuneround compile round.yaml --namespace apples | kubectl create -f -",
    ),
    submit: (
        "tuneround submit round.yaml --wait",
        "tuneround submit round.yaml --namespace apples --context lab",
    ),
    resume: ("tuneround resume round.yaml --wait",),
    stop: ("tuneround stop round.yaml --wait",),
    status: ("tuneround status round.yaml", "tuneround status round.yaml --cluster"),
    aggregate: ("tuneround aggregate round.yaml",),
    report: (
        "tuneround report round.yaml --open",
        "tuneround report round.yaml --cluster",
        "tuneround report round.yaml --markdown | gh pr comment --body-file -",
    ),
    best: (
        "tuneround best round.yaml --download winner",
        "tuneround best round.yaml --reveal-test",
        "tuneround best round.yaml --cluster --storage endpoint=http://localhost:7070,profile=lab",
    ),
    reanalyze: (
        "tuneround reanalyze round.yaml --rule smoothed --window 5",
        "tuneround reanalyze round.yaml --metric valid/loss --direction minimize",
    ),
    compare: (
        "tuneround compare round.yaml",
        "tuneround compare round.yaml --change label_smoothing=0.1 --baseline label_smoothing=0.0",
        "tuneround compare round.yaml --against baseline.yaml --markdown",
    ),
    import_: (
        "tuneround import curves.csv --hyperparameters trials.csv --into r1.yaml \\\n"
        "      --metric valid/loss --direction minimize",
        "tuneround import 'study_{repeat}/trial_{trial}/evals.csv' \\\n"
        "      --hyperparameters hparams.json --into resnet.yaml \\\n"
        "      --metric validation/accuracy --direction maximize",
    ),
    next: (
        "tuneround next round.yaml --into next-round.yaml",
        "tuneround next round.yaml --reruns 5 --baseline optimizer=adam",
    ),
    ledger: (
        "tuneround ledger round.yaml > LEDGER.md",
        "tuneround ledger mnist-cnn --format csv",
    ),
    cleanup: ("tuneround cleanup round.yaml", "tuneround cleanup round.yaml --cluster --yes"),
    trial: ("TUNEROUND_STUDY=mnist TUNEROUND_ROUND=r1 tuneround trial --index 7",),
}


def _version(asked: bool) -> None:
    if asked:
        from tuneround import __version__

        print(__version__)
        raise typer.Exit


def _global_options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and exit."
    ),
) -> None:
    """Turn one written question into many trainings, and their checkpoints into one answer."""


def _examples(lines: tuple[str, ...]) -> str:
    title = "Example" if len(lines) == 1 else "Examples"
    # A lone backspace keeps click from joining the paragraph's lines.
    return "\b\n" + "\n".join([f"{title}:", *(f"  {line}" for line in lines)])


def _built() -> typer.Typer:
    application = typer.Typer(
        name="tuneround",
        no_args_is_help=True,
        rich_markup_mode=None,  # rich would double the time of --help
        pretty_exceptions_enable=False,  # cli/entry.py translates every error
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    application.callback()(_global_options)
    for command, examples in COMMANDS.items():
        application.command(epilog=_examples(examples))(command)
    return application


application = _built()
