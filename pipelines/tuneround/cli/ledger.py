"""Ledger: `tuneround ledger`."""

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
    complete_round_file,
)
from tuneround.cli.whereabouts import Whereabouts
from tuneround.errors import InputError

if TYPE_CHECKING:
    from tuneround.spec.round import TuningRound


class Format(StrEnum):
    """How the ledger is printed."""

    MARKDOWN = "markdown"
    CSV = "csv"
    JSON = "json"


def ledger(
    study: Annotated[
        str,
        typer.Argument(
            metavar="file|study",
            help="The YAML file of a round of the study, or the study's name.",
            autocompletion=complete_round_file,
            show_default=False,
        ),
    ],
    as_: Annotated[Format, typer.Option("--format", help="How it is printed.")] = Format.MARKDOWN,
    workdir: Workdir = DEFAULT_WORKDIR,
    cluster: Cluster = False,
    namespace: Namespace = None,
    context: Context = None,
    storage: Storage = None,
) -> None:
    """List every round of a study: what was asked and found, and how to reproduce it."""
    from tuneround.cli.opening import opened
    from tuneround.ledger.formats import as_csv, as_json, as_markdown
    from tuneround.ledger.ledger import ledger_of

    round_ = _round_of(study)
    with opened(round_, Whereabouts(workdir, cluster, namespace, context, storage)) as found:
        prefix = found.store.keys.study
        place = found.place.removesuffix(found.store.keys.root) + prefix
        read = ledger_of(found.store.bucket, prefix, round_.spec.study, place)
    written = {Format.MARKDOWN: as_markdown, Format.CSV: as_csv, Format.JSON: as_json}[as_](read)
    print(written.removesuffix("\n"))


def _round_of(study: str) -> "TuningRound":
    """Return the round of a file; for a study's name one that stands for those that lie there."""
    from pydantic import ValidationError

    from tuneround.spec.reading import read_round
    from tuneround.spec.round import TuningRound

    path = Path(study)
    if path.suffix in (".yaml", ".yml") or path.is_file():
        return read_round(path)
    stand_in = {
        "apiVersion": "tuneround.dev/v1alpha1",
        "kind": "TuningRound",
        "metadata": {"name": "any"},
        "spec": {
            "study": study,
            "goal": "Which rounds are there?",
            "objective": {"metric": "any", "direction": "minimize"},
            "trainer": {"command": ["true"]},
            "budget": {"trials": 1, "steps": 1, "evaluateEvery": 1},
            "hyperparameters": {},
        },
    }
    try:
        return TuningRound.model_validate(stand_in)
    except ValidationError as error:
        raise InputError(
            f"A study's name is one line of at most 300 characters; got {study[:300]!r}. "
            "Write it as `study` in the round's file says it."
        ) from error
