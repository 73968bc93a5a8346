"""Proposing: `tuneround next`."""

import sys
from pathlib import Path
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
from tuneround.errors import InputError

if TYPE_CHECKING:
    from tuneround.cli.opening import OpenedRound
    from tuneround.proposal.proposal import Proposal
    from tuneround.records.finding import Finding
    from tuneround.records.result import Result

Into = Annotated[
    Path | None,
    typer.Option(
        "--into",
        metavar="NEW.yaml",
        help="Write the file there, where there is none yet; default: standard output.",
        show_default=False,
    ),
]
Reruns = Annotated[
    int | None,
    typer.Option(
        "--reruns",
        metavar="N",
        min=1,
        max=1000,
        help="Train the best point and the baseline again, with N fresh seeds each.",
        show_default=False,
    ),
]
Baseline = Annotated[
    str | None,
    typer.Option(
        "--baseline",
        metavar="SELECTOR",
        help="With --reruns: trial=3, or values such as optimizer=adam, of which the best point "
        "is meant. Default: the best point of the runner-up setting.",
        show_default=False,
    ),
]

Fix = Annotated[
    list[str] | None,
    typer.Option(
        "--fix",
        metavar="NAME[=VALUE]",
        help="Hold a hyperparameter, at the best trial's value by default. Repeatable.",
        show_default=False,
    ),
]


def next(  # noqa: PLR0913 - an argument for each option
    file: RoundFile,
    into: Into = None,
    fix: Fix = None,
    reruns: Reruns = None,
    baseline: Baseline = None,
    workdir: Workdir = DEFAULT_WORKDIR,
    cluster: Cluster = False,
    namespace: Namespace = None,
    context: Context = None,
    storage: Storage = None,
) -> None:
    """Write the file of the next round, out of what this one found.

    Each change stands under the finding that asks for it. Where no finding asks for one, the next
    round trains the best point and the runner-up again, with fresh seeds.
    """
    if baseline is not None and reruns is None:
        raise InputError(
            "--baseline says what the best point is trained against; got no --reruns. "
            "Add it: --reruns 5."
        )
    if fix and reruns is not None:
        raise InputError(
            "--fix changes the search, and --reruns trains two points as they are; got both. "
            "Choose one."
        )
    where = Whereabouts(workdir, cluster, namespace, context, storage)
    proposal, remarks = _proposal(file, where, fix or [], reruns, baseline)
    if into is None:
        print(proposal.text, end="")
    else:
        _write(into, proposal.text)
        remarks.append(f"Wrote {into}: look it over, and run it.")
    _remark(remarks)


def _proposal(
    file: Path, where: Whereabouts, fix: list[str], reruns: int | None, baseline: str | None
) -> "tuple[Proposal, list[str]]":
    from tuneround.aggregation.successors import SEEDS, following
    from tuneround.cli.opening import opened_round, stored_result

    with opened_round(file, where) as opened:
        result = stored_result(opened.store)
        if reruns is not None:
            return _confirming(opened, reruns, baseline), []
        findings = _with_wishes(opened, result, fix) if fix else result.findings
        proposal = following(opened.store, findings)
        remarks = [*_unfinished(result), *proposal.remarks]
        if proposal.met:
            return proposal, remarks
        remarks.append(
            "No finding asks for a change that can be made. This round would make sure of the "
            f"answer: the best point against the runner-up, {SEEDS} fresh seeds each."
        )
        return _confirming(opened, SEEDS, None), remarks


def _with_wishes(opened: "OpenedRound", result: "Result", fix: list[str]) -> "list[Finding]":
    from tuneround.proposal.fixing import fixed_by_hand

    best = None if result.best is None else result.best.hyperparameters
    return fixed_by_hand(result.findings, fix, opened.store.load_spec().spec, best)


def _confirming(opened: "OpenedRound", seeds: int, baseline: str | None) -> "Proposal":
    from tuneround.aggregation.judgement import judged_round
    from tuneround.aggregation.successors import confirming
    from tuneround.cli.progress import working

    with working(f"Reading every trial under {opened.place}."):
        judged = judged_round(opened.store, opened.store.load_spec().spec)
        return confirming(opened.store, judged, seeds, baseline)


def _unfinished(result: "Result") -> list[str]:
    if not result.unfinished:
        return []
    return [
        f"{len(result.unfinished)} trials had not finished when result {result.number} was made."
    ]


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError as error:
        raise InputError(
            f"--into names a file that does not exist yet; got {path}, which does. "
            "Name another, or move that one away."
        ) from error


def _remark(remarks: list[str]) -> None:
    from tuneround.text import visible

    for line in remarks:
        print(visible(line), file=sys.stderr)
