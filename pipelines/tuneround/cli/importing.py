"""Importing: `tuneround import`."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tuneround.cli import import_options as given
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


def import_(  # noqa: PLR0913 - a parameter an option
    source: given.Source,
    into: given.Into,
    metric: given.Metric = None,
    direction: given.Better = None,
    hyperparameters: given.Hyperparameters = None,
    scientific: given.Scientific = None,
    repeat: given.Repeat = None,
    space: given.Space = None,
    trial: given.Trial = "trial",
    step: given.Step = None,
    seconds: given.Seconds = None,
    status: given.Status = None,
    rename: given.Map = None,
    only: given.Only = None,
    leave_out: given.LeaveOut = None,
    optuna: given.Optuna = None,
    mlflow: given.Mlflow = None,
    study: given.Study = None,
    round_name: given.Round = None,
    goal: given.Goal = None,
    command: given.Command = None,
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
