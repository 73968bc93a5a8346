"""Sources: whatever holds foreign trials, told apart by what the user says and by what is there."""

from dataclasses import dataclass
from pathlib import Path

from tuneround.importing.columns import Columns
from tuneround.importing.foreign import Foreign
from tuneround.importing.given import Given
from tuneround.importing.naming import Naming
from tuneround.importing.pattern import PathPattern
from tuneround.importing.tabular import read_folder, read_long_table


@dataclass(frozen=True)
class Request:
    """What the user says of a source.

    Attributes:
        source: a table, a pattern with names in braces, a folder, or a URL.
        hyperparameters: where they stand: see given.py.
        columns: which column is what.
        naming: what its names are called here.

    """

    source: str
    hyperparameters: str | None
    columns: Columns
    naming: Naming


def read_source(request: Request) -> Foreign:
    """Return the trials that a source holds.

    Raises:
        ImportRefusedError: it cannot be read; with everything that is wrong with it.

    """
    source, columns, naming = request.source, request.columns, request.naming
    given = Given.of(request.hyperparameters, source)
    if PathPattern(source).fields:
        return read_folder(source, columns, given, naming)
    return read_long_table(Path(source), columns, given, naming)
