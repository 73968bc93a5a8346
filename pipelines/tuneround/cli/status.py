"""Status: `tuneround status`."""

from typing import TYPE_CHECKING, Any

from tuneround.cli.options import DEFAULT_WORKDIR, Json, RoundFile, Workdir

if TYPE_CHECKING:
    from tuneround.store.rounds import RoundStore


def status(file: RoundFile, json: Json = False, workdir: Workdir = DEFAULT_WORKDIR) -> None:
    """Say how far the round is, from its bucket.

    A trial is `running` when an attempt began and no end of it is in the bucket: it may also have
    died without a word.
    """
    from tuneround.cli.opening import opened_round

    with opened_round(file, workdir) as opened:
        content = _content(opened.store, opened.place)
    if json:
        from json import dumps

        print(dumps(content, indent=1))
    else:
        print(_text(content))


def _content(store: "RoundStore", place: str) -> dict[str, Any]:
    from tuneround.cli.opening import stored_result_or_none
    from tuneround.cli.standing import RUNNING, counts, standings
    from tuneround.store.bucket import StoreError

    revision = store.latest_revision()
    if revision == 0:
        raise StoreError(
            f"A round is in its bucket once it was started; got nothing under {place}. "
            "Start it: tuneround run FILE."
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
