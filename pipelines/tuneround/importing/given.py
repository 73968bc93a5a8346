"""Given: where --hyperparameters says that the hyperparameters stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tuneround.importing.flaws import Flaw
from tuneround.importing.pattern import PathPattern
from tuneround.importing.reading import OBJECTS, TABLES, read_record

FIELDS_OF_TRIALS = ("trial", "repeat")


@dataclass(frozen=True)
class Given:
    """The value of --hyperparameters, sorted out.

    Attributes:
        table: a table with one row a trial.
        own: the path of each trial's own file, with names in braces.
        beside: the name of a file beside each file of evaluations.
        columns: patterns of columns of the table of evaluations.

    """

    table: Path | None = None
    own: PathPattern | None = None
    beside: str | None = None
    columns: tuple[str, ...] = ()

    @classmethod
    def of(cls, value: str | None, source: str) -> "Given":
        """Sort out `value`, which stands beside `source`.

        >>> Given.of("lr, hp/*", "curves.csv").columns
        ('lr', 'hp/*')
        """
        if value is None:
            return cls()
        if PathPattern(value).fields:
            return cls(own=PathPattern(value))
        is_file_name = Path(value).suffix.lower() in (*TABLES, *OBJECTS)
        if not is_file_name:
            return cls(columns=tuple(part.strip() for part in value.split(",") if part.strip()))
        if PathPattern(source).fields and not Path(value).exists():
            return cls(beside=value)
        return cls(table=Path(value))

    def record_of(self, file: Path, fields: Mapping[str, str]) -> Mapping[str, object]:
        """Return what the trial's own file says; nothing when it has none.

        Args:
            file: its evaluations.
            fields: what stands for the names in braces of their path.

        Raises:
            ImportRefusedError: the file cannot be read, or is none of hyperparameters.

        """
        path = self._path(file, fields)
        return {} if path is None else read_record(path)

    def field_flaws(self, known: Sequence[str]) -> list[Flaw]:
        """Return a flaw for each name in braces that the path of the evaluations lacks."""
        names = self.own.fields if self.own else ()
        rule = "--hyperparameters has names in braces that the source has, too"
        step = f"Write one of {', '.join(known)}" if known else "Write braces in the source"
        return [Flaw("", rule, f"{{{name}}}", step) for name in names if name not in known]

    def _path(self, file: Path, fields: Mapping[str, str]) -> Path | None:
        if self.own is not None:
            return self.own.filled(fields)
        return None if self.beside is None else file.parent / self.beside


def key_of_fields(fields: Mapping[str, str]) -> tuple[str, str | None]:
    """Return the trial and the repeat that the names in braces tell.

    >>> key_of_fields({"trial": "7", "repeat": "0"}), key_of_fields({"lr": "0.1"})
    (('7', '0'), ('lr=0.1', None))
    """
    others = (f"{name}={value}" for name, value in fields.items() if name not in FIELDS_OF_TRIALS)
    return fields.get("trial") or ", ".join(others), fields.get("repeat")


def hyperparameters_of_fields(fields: Mapping[str, str]) -> dict[str, object]:
    """Return the names in braces that are hyperparameters."""
    return {name: value for name, value in fields.items() if name not in FIELDS_OF_TRIALS}
