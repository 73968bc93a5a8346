"""Status: `tuneround status`."""

from typing import TYPE_CHECKING, Any

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
    from tuneround.cli.opening import OpenedRound
    from tuneround.cluster.workflows import Workflows


def status(
    file: RoundFile,
    json: Json = False,
    workdir: Workdir = DEFAULT_WORKDIR,
    cluster: Cluster = False,
    namespace: Namespace = None,
    context: Context = None,
    storage: Storage = None,
) -> None:
    """Say how far the round is, from its bucket.

    A trial is `running` when an attempt began and no end of it is in the bucket: it may also have
    died without a word.
    """
    from tuneround.cli.opening import opened_round

    where = Whereabouts(workdir, cluster, namespace, context, storage)
    with opened_round(file, where) as opened:
        content = _content(opened)
    if json:
        from json import dumps

        print(dumps(content, indent=1))
    else:
        print(_text(content))


def _content(opened: "OpenedRound") -> dict[str, Any]:
    workflows = _workflows(opened.workflows)
    return {**_in_bucket(opened, workflows), "workflows": workflows}


def _workflows(workflows: "Workflows | None") -> list[dict[str, Any]] | None:
    """Return how the round's Workflows stand; None: no cluster was asked."""
    if workflows is None:
        return None
    from dataclasses import asdict

    from tuneround.cluster.progress import progress_of

    known = list(workflows.all().values())
    leading = [workflow for workflow in known if workflow.identity]
    return [{"name": found.name, **asdict(progress_of(found, known))} for found in leading]


def _in_bucket(opened: "OpenedRound", workflows: list[dict[str, Any]] | None) -> dict[str, Any]:
    from tuneround.cli.opening import stored_result_or_none
    from tuneround.cli.standing import RUNNING, counts, standings
    from tuneround.store.bucket import StoreError

    store, place = opened.store, opened.place
    revision = store.latest_revision()
    if revision == 0:
        if workflows:  # its first pod has not written the plan yet
            return {"place": place, "revision": 0, "counts": {}, "running": [], "result": None}
        command = "run" if workflows is None else "submit"
        raise StoreError(
            f"A round is in its bucket once it was started; got nothing under {place}. "
            f"Start it: tuneround {command} FILE."
        )
    planned = [trial.index for trial in store.load_plan()]
    found = standings(store.bucket, store.keys)
    result = stored_result_or_none(store)
    return {
        "place": place,
        "revision": revision,
        "counts": counts(planned, found),
        "running": [
            {"trial": index, "step": standing.step, "attempts": len(standing.attempts)}
            for index, standing in sorted(found.items())
            if standing.state == RUNNING
        ],
        "result": None
        if result is None
        else {"number": result.number, "created": result.created, "verdict": result.verdict},
    }


def _text(content: dict[str, Any]) -> str:
    from tuneround.cli.table import table
    from tuneround.text import visible

    lines = [f"{content['place']}, revision {content['revision']} of the spec", ""]
    lines += [f"  {name:12}{count:7}" for name, count in content["counts"].items()]
    if content["workflows"]:
        lines += ["", *_workflow_lines(content["workflows"])]
    running = content["running"]
    if running:
        rows = [[str(row[key]) for key in ("trial", "step", "attempts")] for row in running]
        lines += ["", table(("running", "step", "attempts"), rows)]
    result = content["result"]
    lines += [
        "",
        "Not aggregated yet."
        if result is None
        else f"Result {result['number']} of {result['created']}: {result['verdict']}",
    ]
    return visible("\n".join(lines))


def _workflow_lines(workflows: list[dict[str, Any]]) -> list[str]:
    from tuneround.cluster.progress import Progress

    rest = [dict(found) for found in workflows]
    return [f"Workflow {found.pop('name')}, {Progress(**found)}" for found in rest]
