"""Best: `tuneround best`."""

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
)
from tuneround.cli.whereabouts import Whereabouts

if TYPE_CHECKING:
    from tuneround.records.result import Result
    from tuneround.records.reveal import Reveal
    from tuneround.store.rounds import RoundStore


def best(  # noqa: PLR0913 - an argument for each option
    file: RoundFile,
    download: Annotated[
        Path | None,
        typer.Option(
            "--download",
            metavar="DIR",
            help="Fetch the checkpoint's weights into DIR, and verify them.",
            show_default=False,
        ),
    ] = None,
    reveal_test: Annotated[
        bool,
        typer.Option("--reveal-test", help="Show test metrics too; the bucket records the look."),
    ] = False,
    json: Json = False,
    workdir: Workdir = DEFAULT_WORKDIR,
    cluster: Cluster = False,
    namespace: Namespace = None,
    context: Context = None,
    storage: Storage = None,
) -> None:
    """Show the round's best checkpoint, and how to load it."""
    from tuneround.cli.opening import opened_round, stored_result

    where = Whereabouts(workdir, cluster, namespace, context, storage)
    with opened_round(file, where, writes=reveal_test) as opened:
        result = stored_result(opened.store)
        files = _downloaded(opened.store, result, download) if download else []
        reveal = _revealed(opened.store, result) if reveal_test else None
    if json:
        from tuneround.cli.answer import answer_document

        print(answer_document(result, files, reveal))
    else:
        from tuneround.cli.answer import answer_text

        print(answer_text(result, files, reveal))


def _downloaded(store: "RoundStore", result: "Result", directory: Path) -> list[Path]:
    from tuneround.cli.progress import working
    from tuneround.store.bucket import StoreError
    from tuneround.store.checkpoints import CorruptCheckpointError, download_checkpoint, read_commit

    chosen = result.checkpoint
    if chosen is None:
        raise StoreError(
            "A download needs a kept checkpoint; the result names none. "
            "Look at the report for why: tuneround report FILE."
        )
    keys = store.keys.trial(chosen.trial).attempt(chosen.attempt).checkpoint(chosen.step)
    commit = read_commit(store.bucket, keys)
    if commit is None or {file.name: file.sha256 for file in commit.files} != chosen.files:
        raise CorruptCheckpointError(
            "A chosen checkpoint stays as it was when it was chosen; "
            f"`{keys.commit}` {'is missing' if commit is None else 'names other files'}. "
            "Judge the round anew: tuneround aggregate FILE."
        )
    size = sum(file.size for file in commit.files)
    with working(f"Fetching the weights, {size:,} bytes, into {directory}."):
        download_checkpoint(store.bucket, keys, commit, directory, resume=False)
    return [directory / file.name for file in commit.files]


def _revealed(store: "RoundStore", result: "Result") -> "Reveal":
    from tuneround.cli.reveal import reveal_test
    from tuneround.store.bucket import StoreError

    chosen = result.checkpoint or result.best
    if chosen is None:
        raise StoreError(
            "Test metrics belong to a chosen evaluation; no trial of the round has completed one. "
            "Look at the counts: tuneround status FILE."
        )
    return reveal_test(store, result.number, chosen)
