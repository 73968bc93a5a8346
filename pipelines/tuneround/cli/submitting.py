"""Submitting: `tuneround submit`, `tuneround resume` and `tuneround stop`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from tuneround.cli.options import (
    DEFAULT_WORKDIR,
    Context,
    ControlImage,
    Json,
    Namespace,
    RoundFile,
    Storage,
    Wait,
)
from tuneround.cli.whereabouts import Whereabouts

if TYPE_CHECKING:
    from tuneround.cli.cluster import FoundRound
    from tuneround.cli.submission import Submitted
    from tuneround.cluster.progress import Progress


def submit(
    file: RoundFile,
    namespace: Namespace = None,
    context: Context = None,
    wait: Wait = False,
    control_image: ControlImage = None,
    storage: Storage = None,
    json: Json = False,
) -> None:
    """Create the Workflow that `compile` prints, unless the round runs or is finished."""
    from tuneround.cli.submission import submit_round

    found, text = _found(file, namespace, context, storage)
    submitted = submit_round(found, text, control_image)
    _conclude(found, submitted, file, wait=wait, json=json)


def resume(
    file: RoundFile,
    namespace: Namespace = None,
    context: Context = None,
    wait: Wait = False,
    control_image: ControlImage = None,
    storage: Storage = None,
    json: Json = False,
) -> None:
    """Go on with a round on a cluster: only the trials without an outcome."""
    from tuneround.cli.resumption import resume_round

    found, text = _found(file, namespace, context, storage)
    submitted = resume_round(found, text, control_image)
    _conclude(found, submitted, file, wait=wait, json=json)


def stop(
    file: RoundFile, namespace: Namespace = None, context: Context = None, wait: Wait = False
) -> None:
    """Stop a round on a cluster: trials save and end, and what is there is judged."""
    found, _ = _found(file, namespace, context, None)
    names = found.workflows.stop()
    if not names:
        print(f"No Workflow of round {found.round.name} runs in namespace {found.namespace}.")
        return
    for name in names:
        print(
            f"Asked the Workflow {name} in namespace {found.namespace} to stop: its trials save "
            f"and end, then what is there is judged. Go on later: {found.command('resume', file)}"
        )
        if wait:
            _followed(found, name, file)


def _found(
    file: Path, namespace: str | None, context: str | None, storage: str | None
) -> "tuple[FoundRound, str]":
    from tuneround.cli.cluster import found_round
    from tuneround.spec.file import read_text
    from tuneround.spec.reading import read_round_text

    text = read_text(file)
    where = Whereabouts(DEFAULT_WORKDIR, True, namespace, context, storage)
    return found_round(read_round_text(text, str(file)), where), text


def _conclude(
    found: "FoundRound", submitted: "Submitted", file: Path, *, wait: bool, json: bool
) -> None:
    """Say what was done, follow it where asked, and exit with 1 unless it ended well."""
    from tuneround.cli.conclusion import document, ending, opening
    from tuneround.cluster.workflow import SUCCEEDED

    if not json:
        print("\n".join(opening(found, submitted, file, wait=wait)), flush=True)
    runs = submitted.workflow if submitted.is_running else None
    progress = _followed(found, runs, file) if wait and runs else None
    is_over = progress is not None or not submitted.is_running
    if json:
        print(document(found, submitted, progress, is_over=is_over))
    elif is_over:
        print("\n".join(ending(found, progress, file)))
    if progress is not None and progress.phase != SUCCEEDED:
        raise typer.Exit(1)


def _followed(found: "FoundRound", name: str, file: Path) -> "Progress":
    from tuneround.cli.following import shown
    from tuneround.cluster.following import follow

    try:
        return shown(name, follow(found.workflows, name))
    except KeyboardInterrupt:
        _leave(found, name, file)


def _leave(found: "FoundRound", name: str, file: Path) -> NoReturn:
    from tuneround.cli.entry import INTERRUPTED

    print(
        f"Not followed any more; the Workflow {name} goes on in namespace {found.namespace}. "
        f"Follow it: {found.command('submit', file, '--wait')}; stop it: "
        f"{found.command('stop', file)}",
        file=sys.stderr,
    )
    raise typer.Exit(INTERRUPTED)
