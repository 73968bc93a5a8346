"""Options: the arguments that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Way(StrEnum):
    """The directions of an objective; those of the spec would load pydantic for every --help."""

    MINIMIZE = "minimize"
    MAXIMIZE = "maximize"


def complete_round_file(incomplete: str) -> list[str]:
    """Return the folders and YAML files whose path begins with `incomplete`, for the shell."""
    typed = Path(incomplete)
    folder = typed if incomplete.endswith("/") or not incomplete else typed.parent
    stem = "" if folder == typed else typed.name
    try:
        entries = sorted(folder.iterdir())
    except OSError:
        return []
    shown = (path for path in entries if path.name.startswith(stem))
    return [f"{path}/" if path.is_dir() else str(path) for path in shown if _may_lead(path)]


def _may_lead(path: Path) -> bool:
    hidden = path.name.startswith(".")
    return not hidden and (path.is_dir() or path.suffix in (".yaml", ".yml"))


RoundFile = Annotated[
    Path,
    typer.Argument(
        help="The round's YAML file.",
        autocompletion=complete_round_file,
        show_default=False,
    ),
]
OptionalRoundFile = Annotated[
    Path | None,
    typer.Argument(
        help="The round's YAML file; left out, TUNEROUND_STUDY and TUNEROUND_ROUND name the round.",
        autocompletion=complete_round_file,
        show_default=False,
    ),
]
Workdir = Annotated[
    Path,
    typer.Option(
        "--workdir",
        help="Folder of local rounds: their bucket, logs and reports.",
        envvar="TUNEROUND_WORKDIR",
        show_envvar=True,
    ),
]
Cluster = Annotated[
    bool,
    typer.Option(
        "--cluster",
        help="Read the round where the cluster keeps it; --namespace and --context mean it, too.",
    ),
]
Namespace = Annotated[
    str | None,
    typer.Option(
        "--namespace",
        "-n",
        help="The round's namespace; default: the file's, else the context's.",
        show_default=False,
    ),
]
Context = Annotated[
    str | None,
    typer.Option(
        "--context",
        help="Context of the kubeconfig; default: its current one.",
        show_default=False,
    ),
]
Storage = Annotated[
    str | None,
    typer.Option(
        "--storage",
        metavar="NAME=VALUE,…",
        help="How this machine reaches the bucket: endpoint, bucket, prefix, region, and profile, "
        "an AWS profile with credentials.",
        show_default=False,
    ),
]
Wait = Annotated[
    bool, typer.Option("--wait", help="Follow it to the end; Ctrl-C leaves the round alone.")
]
ControlImage = Annotated[
    str | None,
    typer.Option(
        "--control-image",
        help="Image of the pods that plan and aggregate; default: the spec's.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
NoReport = Annotated[bool, typer.Option("--no-report", help="Leave the report's page out.")]

DEFAULT_WORKDIR = Path(".tuneround")
