"""Compiling: `tuneround compile`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tuneround.cli.options import ControlImage, RoundFile

if TYPE_CHECKING:
    from tuneround.records.result import Result
    from tuneround.spec.round import TuningRound


def compile(
    file: RoundFile,
    name: Annotated[
        str | None,
        typer.Option("--name", help="The Workflow's name; default: the round's."),
    ] = None,
    namespace: Annotated[
        str | None,
        typer.Option(
            "--namespace", "-n", help="Where it runs; default: the file's, else none is written."
        ),
    ] = None,
    control_image: ControlImage = None,
    report_artifact: Annotated[
        bool,
        typer.Option(
            "--report-artifact",
            help="Make the report an artifact of Argo, too; needs an artifact repository.",
        ),
    ] = False,
    into: Annotated[
        Path | None,
        typer.Option(
            "--into",
            metavar="DIR",
            help="For pods: write workflow.json, its name, and create: `no` when the bucket holds "
            "the finished round, else `yes`.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Print the round's Argo Workflow, for `argo submit -`. Nothing is asked or created."""
    from tuneround.spec.file import read_text
    from tuneround.spec.reading import read_round_text
    from tuneround.workflow.compilation import compile_round
    from tuneround.workflow.manifest import to_yaml

    text = read_text(file)
    round_ = read_round_text(text, str(file))
    manifest = compile_round(
        round_,
        text,
        name=name,
        namespace=namespace,
        control_image=control_image,
        report_artifact=report_artifact,
    )
    if into is None:
        print(to_yaml(manifest), end="")
    else:
        _write(into, manifest, create=not _is_finished(round_))


def _write(folder: Path, manifest: dict[str, Any], *, create: bool) -> None:
    from tuneround.workflow.braces import unseen_by_argo

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "workflow.json").write_text(unseen_by_argo(manifest), "utf-8")
    (folder / "name").write_text(manifest["metadata"]["name"], "utf-8")
    (folder / "create").write_text("yes" if create else "no", "utf-8")


def _is_finished(round_: "TuningRound") -> bool:
    """Return whether the bucket holds the round's last word. Raises IdentityError."""
    from tuneround.store.bucket import StoreError
    from tuneround.text import visible

    try:
        result = _standing(round_)
    except StoreError as error:
        # The pods that plan and train reach it in their own way, or say so.
        remark = f"The bucket does not say whether the round is finished: {error}"
        print(visible(remark), file=sys.stderr)
        return False
    if result is not None:
        print(visible(f"Round {round_.name} is finished: {result.verdict}"), file=sys.stderr)
    return result is not None


def _standing(round_: "TuningRound") -> "Result | None":
    from tuneround.store.client import open_bucket
    from tuneround.store.environment import round_keys, storage_from_environment
    from tuneround.store.results import standing_result
    from tuneround.store.rounds import RoundStore

    written = round_.spec.storage
    storage = storage_from_environment(written)
    if storage is None:
        return None
    if written is not None and written.names_a_place:
        # Pods of the round do not mix it with the namespace's default, which this pod has.
        place = written.model_dump(include={"endpoint", "region"})
        storage = storage.model_copy(update=place)
    store = RoundStore(open_bucket(storage), round_keys(round_, storage))
    store.check_spec(round_)
    return standing_result(store, round_.spec.budget.trials)
