"""Cleaning: `tuneround cleanup`."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from tuneround.cli.options import (
    DEFAULT_WORKDIR,
    Cluster,
    Context,
    Namespace,
    RoundFile,
    Storage,
    Workdir,
)
from tuneround.cli.whereabouts import Whereabouts

if TYPE_CHECKING:
    from pathlib import Path

    from tuneround.cli.opening import OpenedRound
    from tuneround.cluster.workflows import Workflows
    from tuneround.store.bucket import Listed


def cleanup(
    file: RoundFile,
    yes: Annotated[bool, typer.Option("--yes", help="Delete without asking.")] = False,
    workdir: Workdir = DEFAULT_WORKDIR,
    cluster: Cluster = False,
    namespace: Namespace = None,
    context: Context = None,
    storage: Storage = None,
) -> None:
    """Delete a round and all that it left, after asking. Its name is then free."""
    from tuneround.cli.opening import opened_round
    from tuneround.store.removal import remove, round_objects

    where = Whereabouts(workdir, cluster, namespace, context, storage)
    with opened_round(file, where, writes=True) as opened:
        names = _ended_workflows(opened.workflows)
        objects = round_objects(opened.store)
        files = _files(opened.paths.root)
        if not (names or objects or files):
            print(f"Nothing is left of this round under {opened.place}.")
            return
        _agree(opened, names, objects, files, yes=yes)
        if opened.workflows is not None:
            opened.workflows.delete()
        remove(opened.store, objects)
        _remove_folder(opened.paths.root)
    print("Deleted. The name is free.")


def _ended_workflows(workflows: "Workflows | None") -> list[str]:
    """Return the names of the round's Workflows; refuse while one runs."""
    if workflows is None:
        return []
    from tuneround.cluster.failures import ClusterError

    found = workflows.all().values()
    running = [workflow.name for workflow in found if not workflow.ended]
    if running:
        raise ClusterError(
            f"A round is deleted when nothing of it runs. Got the running Workflows "
            f"{', '.join(running)}. Stop them first: tuneround stop FILE --wait."
        )
    return [workflow.name for workflow in found]


def _files(folder: "Path") -> "list[Path]":
    return [path for path in folder.rglob("*") if path.is_file()]


def _agree(
    opened: "OpenedRound",
    names: list[str],
    objects: "list[Listed]",
    files: "list[Path]",
    *,
    yes: bool,
) -> None:
    """Show what goes, and ask. Raises InputError where nobody can answer."""
    from tuneround.errors import InputError

    if names:
        print(f"Workflows: {', '.join(names)}", file=sys.stderr)
    size = sum(listed.size for listed in objects)
    print(f"{opened.place}: {len(objects)} objects, {size:,} bytes", file=sys.stderr)
    if files:
        size = sum(path.stat().st_size for path in files)
        root = opened.paths.root
        print(f"{root}: {len(files)} logs and reports, {size:,} bytes", file=sys.stderr)
    _warn_of_running(opened)
    if yes:
        return
    if not sys.stdin.isatty():
        raise InputError(
            "A round is deleted after somebody has agreed; got no terminal to ask on. "
            "Say so: --yes."
        )
    typer.confirm("Delete all of this? It cannot be undone.", abort=True, err=True)


def _warn_of_running(opened: "OpenedRound") -> None:
    """Say how many trials may still train where neither a lock nor a cluster knows it."""
    from tuneround.cli.standing import RUNNING, standings
    from tuneround.store.directory import DirectoryBucket

    if opened.workflows is not None or isinstance(opened.store.bucket, DirectoryBucket):
        return
    found = standings(opened.store.bucket, opened.store.keys).values()
    running = sum(standing.state == RUNNING for standing in found)
    if running:
        print(
            f"{running} trials have begun and not ended: stop what still trains, or it goes on "
            "writing. With --cluster the round's Workflows are looked at.",
            file=sys.stderr,
        )


def _remove_folder(folder: "Path") -> None:
    from shutil import rmtree

    if folder.exists():
        rmtree(folder)
