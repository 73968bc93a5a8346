"""Reading: a table from a file, by the ending of its name."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tuneround.importing.flaws import refuse
from tuneround.importing.objects import read_lines, read_object, read_objects
from tuneround.importing.parquet import read_parquet
from tuneround.importing.separated import read_separated
from tuneround.importing.table import Table

TABLES: Mapping[str, Callable[[Path], Table]] = {
    ".csv": lambda path: read_separated(path, ","),
    ".tsv": lambda path: read_separated(path, "\t"),
    ".jsonl": read_lines,
    ".ndjson": read_lines,
    ".parquet": read_parquet,
}
OBJECTS = (".json", ".yaml", ".yml")


def read_table(path: Path, trial: str) -> Table:
    """Return the table in the file `path`.

    Args:
        path: a file whose name ends as one of TABLES or OBJECTS.
        trial: the column that names the trial, where objects stand by trial.

    Raises:
        ImportRefusedError: it cannot be read, or holds no table.

    """
    ending = path.suffix.lower()
    with _translated(path):
        if ending in OBJECTS:
            return read_objects(path, trial)
        if ending in TABLES:
            return TABLES[ending](path)
    raise _unknown(path)


def read_record(path: Path) -> Mapping[str, object]:
    """Return a trial's own file of hyperparameters: an object, or a table of one row.

    Raises:
        ImportRefusedError: it cannot be read, or holds something else.

    """
    ending = path.suffix.lower()
    with _translated(path):
        if ending in OBJECTS:
            return read_object(path)
        if ending in TABLES:
            table = TABLES[ending](path)
            if len(table.numbers) != 1:
                rule = "A trial's own file of hyperparameters has one row"
                raise refuse(str(path), rule, f"{len(table.numbers)}", "Name another file")
            return table.row(0, table.columns)
    raise _unknown(path)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise refuse(str(path), "A file can be read", reason, "Correct the path") from error
    except UnicodeDecodeError as error:
        got = f"the byte 0x{error.object[error.start]:02x}"
        raise refuse(str(path), "A file is text in UTF-8", got, "Save it as UTF-8") from error


def _unknown(path: Path) -> Exception:
    return refuse(
        str(path),
        f"The name of a table ends in {', '.join((*TABLES, *OBJECTS))}",
        f"`{path.suffix}`" if path.suffix else "no ending",
        "Convert it, or name another file",
    )
