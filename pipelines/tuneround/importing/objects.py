"""Objects: files of JSON, JSONL and YAML."""

import json
from collections.abc import Mapping
from pathlib import Path

from tuneround.importing.flaws import Flaw, ImportRefusedError, raise_flaws, refuse
from tuneround.importing.table import Table, table_of
from tuneround.spec.document import parse

SHAPES = "A file of hyperparameters is a list of objects, or objects by the name of their trial"


def read_lines(path: Path) -> Table:
    """Return the table of a file with one object of JSON a line.

    Raises:
        ImportRefusedError: naming every line that is none.

    """
    records: list[dict[str, object]] = []
    numbers, flaws = [], []
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            record = _object_or_none(line)
            if record is None:
                rule, got = "A line of JSONL is one object", f"`{line.strip()}`"
                flaws.append(Flaw(f"{path}:{number}", rule, got, "Correct or remove the line"))
            else:
                records.append(record)
                numbers.append(number)
    raise_flaws(flaws)
    return table_of(str(path), records, numbers)


def read_objects(path: Path, trial: str) -> Table:
    """Return the table of a file of JSON or YAML: a list of objects, or objects by trial.

    Args:
        path: the file.
        trial: the column that names the trial of objects by trial.

    Raises:
        ImportRefusedError: it holds something else.

    """
    value = _value(path)
    records = value
    if isinstance(value, dict):
        rows = value.items()
        records = [{trial: name, **v} if isinstance(v, dict) else None for name, v in rows]
    if not isinstance(records, list) or not all(isinstance(r, dict) for r in records):
        got = "one object" if isinstance(value, dict) else f"a {type(value).__name__}"
        raise refuse(str(path), SHAPES, got, "Write it so")
    return table_of(str(path), records, range(1, len(records) + 1), has_lines=False)


def read_object(path: Path) -> Mapping[str, object]:
    """Return the one object that a file of JSON or YAML is; what is nested gets a dot.

    Raises:
        ImportRefusedError: it holds something else.

    """
    value = _value(path)
    if not isinstance(value, dict):
        rule = "A trial's own file of hyperparameters is one object"
        raise refuse(str(path), rule, f"a {type(value).__name__}", "Write it so")
    table = table_of(str(path), [value], [1])
    return table.row(0, table.columns)


def _object_or_none(line: str) -> dict[str, object] | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def _value(path: Path) -> object:
    text = path.read_text("utf-8-sig")
    if path.suffix.lower() == ".json":
        try:
            return json.loads(text)
        except ValueError as error:
            raise refuse(str(path), "A file is valid JSON", str(error), "Correct it") from error
    document = parse(text, str(path))
    if document.problems:
        found = [(located.line, located.problem) for located in document.problems]
        raise ImportRefusedError(
            [Flaw(f"{path}:{line}", p.rule, p.got, p.next_step) for line, p in found]
        )
    return document.value
