"""Importing: `tuneround import`."""

import shlex
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tuneround.cli.options import (
    DEFAULT_WORKDIR,
    Cluster,
    Context,
    Namespace,
    Storage,
    Workdir,
)
from tuneround.cli.whereabouts import Whereabouts
from tuneround.errors import InputError

if TYPE_CHECKING:
    from tuneround.importing.assembly import ImportedRound
    from tuneround.importing.writing import Written


class Way(StrEnum):
    """The directions of an objective; those of the spec would load pydantic for every --help."""

    MINIMIZE = "minimize"
    MAXIMIZE = "maximize"


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


def import_(  # noqa: PLR0913 - a parameter an option
    source: Source,
    into: Into,
    metric: Metric = None,
    direction: Better = None,
    hyperparameters: Hyperparameters = None,
    scientific: Scientific = None,
    repeat: Repeat = None,
    space: Space = None,
    trial: Trial = "trial",
    step: Step = None,
    seconds: Seconds = None,
    status: Status = None,
    rename: Map = None,
    only: Only = None,
    leave_out: LeaveOut = None,
    optuna: Optuna = None,
    mlflow: Mlflow = None,
    study: Study = None,
    round_name: Round = None,
    goal: Goal = None,
    command: Command = None,
    workdir: Workdir = DEFAULT_WORKDIR,
    cluster: Cluster = False,
    namespace: Namespace = None,
    context: Context = None,
    storage: Storage = None,
) -> None:
    """Make a round of trials that were run elsewhere: its file, and all they measured."""
    from tuneround.importing.assembly import assemble
    from tuneround.importing.columns import Columns
    from tuneround.importing.naming import Naming
    from tuneround.importing.question import Question, name_of, objective_of
    from tuneround.importing.sources import Request, read_source
    from tuneround.spec.objective import Direction

    columns = Columns(trial, step, repeat, seconds, status)
    naming = Naming(_pairs(rename or []), tuple(only or ()), tuple(leave_out or ()), metric)
    request = Request(source, hyperparameters, columns, naming, optuna, mlflow)
    foreign = read_source(request)
    name = round_name or name_of(into)
    question = Question(
        study or name,
        name,
        *objective_of(foreign, metric, None if direction is None else Direction(direction)),
        goal=goal,
        scientific=tuple(scientific or ()),
        command=tuple(shlex.split(command)) if command else None,
    )
    imported = assemble(foreign, question, repeat, space, into)
    _save(imported, into, Whereabouts(workdir, cluster, namespace, context, storage))


import_.__name__ = "import"  # which no function can be called in Python itself


def _save(imported: "ImportedRound", into: Path, where: Whereabouts) -> None:
    """Write the round to its bucket, then its file; what is there of it already stays."""
    from tuneround.cli.opening import opened
    from tuneround.importing.file import kept_or_new
    from tuneround.importing.writing import write
    from tuneround.store.replacement import replacing
    from tuneround.text import visible

    imported, is_new = kept_or_new(imported, into)
    with opened(imported.round, where, writes=True) as found:
        intent = f"Importing {len(imported.trials)} trials into {found.place}"
        print(visible(intent), file=sys.stderr)
        written = write(found.store, imported)
    if is_new:
        into.parent.mkdir(parents=True, exist_ok=True)
        with replacing(into) as file:
            file.write(imported.text.encode())
    print(visible(_told(written, into, is_new)))


def _told(written: "Written", into: Path, is_new: bool) -> str:
    if not written.written and not is_new:
        return f"Nothing to do: all {written.present} trials are there, and so is {into}."
    file = f"Wrote {into}." if is_new else f"Kept {into}, which describes the same round."
    before = f"; {written.present} were there already" if written.present else ""
    return (
        f"Imported {written.written} trials{before}. {file}\n"
        f"Judge them: tuneround aggregate {shlex.quote(str(into))}"
    )


def _pairs(texts: list[str]) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts]
    wrong = [text for text, (a, _, b) in zip(texts, pairs, strict=True) if not (a and b)]
    if wrong:
        raise InputError(
            f"--map says FOREIGN=NAME; got {', '.join(wrong)}. Write for example "
            "--map val_loss=valid/loss."
        )
    return {foreign: name for foreign, _, name in pairs}
