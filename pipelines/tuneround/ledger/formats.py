"""Formats: a ledger as Markdown, CSV and JSON."""

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from json import dumps

from tuneround.ledger.entry import Entry, Ledger, Reproduction
from tuneround.spec.model import Scalar
from tuneround.text import one_line

MARKDOWN = str.maketrans({c: f"\\{c}" for c in "\\`*_[]<>|#"})
SUMMARY = ("round", "follows", "question", "trials", "infeasible", "best", "adopted", "test looks")
COLUMNS = (
    "round", "previous", "followed_by", "goal", "metric", "direction", "trials", "completed",
    "infeasible", "failed", "interrupted", "missing", "result", "created", "verdict", "best_value",
    "best_trial", "best_step", "checkpoint_value", "checkpoint_key", "hyperparameters", "adopted",
    "notes", "test_looks", "spec_key", "spec_sha256", "identity", "image", "image_pinned",
    "command", "seed", "repeats", "versions", "host",
)  # fmt: skip
NO_RESULT = "no result yet"


def as_json(ledger: Ledger) -> str:
    """Return the whole ledger as one JSON document."""
    return ledger.model_dump_json(indent=1)


def as_csv(ledger: Ledger) -> str:
    """Return a line for each round; what is no single value is JSON within its cell."""
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in ledger.rounds:
        cells = _cells(entry)
        writer.writerow([_csv_cell(cells[column]) for column in COLUMNS])
    return stream.getvalue()


def as_markdown(ledger: Ledger) -> str:
    """Return a table of the rounds, and below it what there is to know of each."""
    lines = [f"# The rounds of {_escaped(ledger.study)}", "", f"`{_code(ledger.place)}`", ""]
    rows = [SUMMARY, tuple("---" for _ in SUMMARY), *map(_summary, ledger.rounds)]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    for entry in ledger.rounds:
        lines += ["", *_section(entry)]
    if ledger.unreadable:
        lines += ["", "## Not read", ""]
        lines += [f"- {_escaped(u.round)}: {_escaped(u.reason)}" for u in ledger.unreadable]
    return "\n".join([*lines, ""])


def _summary(entry: Entry) -> tuple[str, ...]:
    counts = entry.counts
    best = entry.best
    cells = (
        entry.round,
        entry.previous or "",
        entry.goal,
        f"{counts['completed']} of {counts['planned']}" if counts else f"{entry.trials} planned",
        str(counts["infeasible"]) if counts else "",
        NO_RESULT if entry.verdict is None else _value(best.value) if best else "none",
        _assigned(entry.adopted),
        str(entry.test_looks or ""),
    )
    return tuple(map(_escaped, cells))


def _section(entry: Entry) -> Iterator[str]:
    yield f"## {_escaped(entry.round)}"
    yield ""
    yield _escaped(entry.goal)
    yield ""
    for name, text in _facts(entry):
        yield f"- **{name}**: {text}"


def _facts(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "verdict", _escaped(entry.verdict or f"{NO_RESULT}.")
    if entry.best is not None:
        place = f"trial {entry.best.trial}, step {entry.best.step}"
        yield "best", f"{_escaped(entry.objective.metric)} {_value(entry.best.value)} ({place})"
        yield "with", _escaped(_assigned(entry.best.hyperparameters))
    if entry.checkpoint is not None:
        yield "checkpoint", f"{_value(entry.checkpoint.value)}, `{_code(entry.checkpoint.key)}`"
    for note in entry.notes:
        yield "note", _escaped(note)
    if entry.previous:
        yield "follows", _escaped(entry.previous)
    if entry.followed_by:
        taken = f", which holds {_assigned(entry.adopted)}" if entry.adopted else ""
        yield "followed by", _escaped(f"{', '.join(entry.followed_by)}{taken}")
    if entry.test_looks:
        yield "test metrics", f"looked at {_times(entry.test_looks)}"
    yield from _reproduction(entry.reproduction)


def _reproduction(found: Reproduction) -> Iterator[tuple[str, str]]:
    yield "configuration", f"`{_code(found.spec_key)}`, sha256 `{found.spec_sha256}`"
    yield "identity", f"`{found.identity}`"
    if found.image is None:
        yield "image", "none"
    else:
        yield "image", f"`{_code(found.image)}`{'' if found.image_pinned else ', unpinned: a tag'}"
    yield "command", f"`{_code(' '.join(found.command))}`"
    yield "seed of the search", f"{found.seed}, each point trained {_times(found.repeats)}"
    if found.versions:
        host = f", on {found.host}" if found.host else ""
        yield "versions", _escaped(_assigned(found.versions) + host)


def _cells(entry: Entry) -> dict[str, object]:
    best, kept = entry.best, entry.checkpoint
    return {
        **entry.model_dump(mode="json"),
        **entry.reproduction.model_dump(mode="json"),
        **{fate: entry.counts.get(fate) for fate in COLUMNS[7:12]},
        "metric": entry.objective.metric,
        "direction": str(entry.objective.direction),
        "best_value": best and best.value,
        "best_trial": best and best.trial,
        "best_step": best and best.step,
        "checkpoint_value": kept and kept.value,
        "checkpoint_key": kept and kept.key,
        "hyperparameters": best and best.hyperparameters,
    }


def _csv_cell(value: object) -> object:
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, list | dict | bool):
        return dumps(value) if value not in ([], {}) else ""
    return value


def _assigned(values: Mapping[str, Scalar]) -> str:
    return ", ".join(f"{name}={_value(value)}" for name, value in values.items())


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _value(value: Scalar) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _escaped(text: str) -> str:
    return one_line(text).translate(MARKDOWN)


def _code(text: str) -> str:
    return one_line(text).replace("`", "'")
