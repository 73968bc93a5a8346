"""ImportOptions: what `tuneround import` is told."""

from pathlib import Path
from typing import Annotated

import typer

from tuneround.cli.options import Way

Source = Annotated[
    str,
    typer.Argument(
        help="A table of evaluations (CSV, TSV, JSONL, Parquet); or a path with names in braces "
        "for many: 'study_{repeat}/trial_{trial}/metrics.csv'; or a folder with a folder of "
        "TensorBoard events for each trial; or what --optuna or --mlflow says.",
        show_default=False,
    ),
]
Into = Annotated[
    Path,
    typer.Option("--into", help="The round's YAML, which is written.", show_default=False),
]
Metric = Annotated[
    str | None,
    typer.Option(
        "--metric",
        help="The metric that decides; a study of Optuna knows its own.",
        show_default=False,
    ),
]
Better = Annotated[
    Way | None,
    typer.Option("--direction", help="Which way is better; likewise.", show_default=False),
]
Optuna = Annotated[
    str | None,
    typer.Option(
        "--optuna",
        metavar="STUDY",
        help="The source is a storage of Optuna's, a URL or a file: the study to import.",
        show_default=False,
    ),
]
Mlflow = Annotated[
    str | None,
    typer.Option(
        "--mlflow",
        metavar="EXPERIMENT",
        help="The source is a tracking URI of MLflow's: the experiment to import.",
        show_default=False,
    ),
]
Hyperparameters = Annotated[
    str | None,
    typer.Option(
        "--hyperparameters",
        metavar="FILE|COLUMNS",
        help="Where they stand: a table with a row a trial, a path with the source's braces, the "
        "name of a file beside each of the source's, or columns of the source: 'lr,hp/*'.",
        show_default=False,
    ),
]
Scientific = Annotated[
    list[str] | None,
    typer.Option(
        "--scientific",
        metavar="NAME",
        help="A hyperparameter that the question is about; all others are nuisances. Repeatable.",
        show_default=False,
    ),
]
Space = Annotated[
    Path | None,
    typer.Option(
        "--space",
        metavar="ROUND.YAML",
        help="A round's file whose search space it was; default: what the trials cover.",
        show_default=False,
    ),
]
Study = Annotated[
    str | None,
    typer.Option("--study", help="The study's name; default: the round's.", show_default=False),
]
Round = Annotated[
    str | None,
    typer.Option("--round", help="The round's name; default: that of --into.", show_default=False),
]
Goal = Annotated[
    str | None,
    typer.Option("--goal", help="The question it answers.", show_default=False),
]
Command = Annotated[
    str | None,
    typer.Option(
        "--command",
        help="The training program with its arguments, for a next round.",
        show_default=False,
    ),
]
Trial = Annotated[str, typer.Option("--trial", help="Column that names the trial.")]
Step = Annotated[
    str | None,
    typer.Option(
        "--step",
        help="Column that counts the steps; default: step, else global_step.",
        show_default=False,
    ),
]
Repeat = Annotated[
    str | None,
    typer.Option(
        "--repeat",
        help="Column or hyperparameter that tells the seeds of a point apart.",
        show_default=False,
    ),
]
Seconds = Annotated[
    str | None,
    typer.Option(
        "--seconds", help="Column with the training time so far, in seconds.", show_default=False
    ),
]
Status = Annotated[
    str | None,
    typer.Option(
        "--status",
        help="Column with what became of the trial: completed, infeasible, failed, interrupted.",
        show_default=False,
    ),
]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FOREIGN=NAME",
        help="What a metric or hyperparameter is to be called. Repeatable.",
        show_default=False,
    ),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        "--only",
        metavar="PATTERN",
        help="Metrics to import, such as 'validation/*'; default: all. Repeatable.",
        show_default=False,
    ),
]
LeaveOut = Annotated[
    list[str] | None,
    typer.Option(
        "--leave-out",
        metavar="PATTERN",
        help="Metrics or hyperparameters not to import. Repeatable.",
        show_default=False,
    ),
]
