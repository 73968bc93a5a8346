"""Tabular: trials from one table of evaluations, or from a folder of such tables."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tuneround.importing.cells import text
from tuneround.importing.columns import Columns, missing_column, unknown_hyperparameters
from tuneround.importing.flaws import ImportRefusedError, raise_flaws, refuse
from tuneround.importing.foreign import Foreign
from tuneround.importing.given import Given, hyperparameters_of_fields, key_of_fields
from tuneround.importing.joining import joined
from tuneround.importing.naming import Naming
from tuneround.importing.pattern import PathPattern
from tuneround.importing.reading import read_table
from tuneround.importing.rows import Gathered, Key, gather
from tuneround.importing.table import Table
from tuneround.importing.trial_table import TrialTable, read_trial_table


def read_long_table(source: Path, columns: Columns, given: Given, naming: Naming) -> Foreign:
    """Return the trials of one table: a row an evaluation, its trial in a column.

    Raises:
        ImportRefusedError: with everything that is wrong with its rows.

    """
    table = read_table(source, columns.trial)
    if columns.trial not in table.columns:
        rule = "A table of evaluations names its trials"
        raise missing_column(table, rule, columns.trial, "--trial")
    columns = replace(columns, hyperparameters=given.columns)
    raise_flaws(unknown_hyperparameters(table, columns))
    gathered = Gathered()
    gather(table, columns, naming, lambda row: _key(table, columns, row), gathered)
    described = TrialTable(str(source), gathered.hyperparameters)
    if given.table is not None:
        with_repeats = columns.repeat in table.columns
        described = read_trial_table(given.table, columns, with_repeats, gathered.flaws)
    return joined(str(source), gathered, described, naming, columns.status)


def read_folder(source: str, columns: Columns, given: Given, naming: Naming) -> Foreign:
    """Return the trials of many tables, one for each path that fits the pattern `source`.

    Raises:
        ImportRefusedError: with everything that is wrong with the files.

    """
    pattern = PathPattern(source)
    raise_flaws(given.field_flaws(pattern.fields))
    matches = pattern.matches()
    if not matches:
        rule = "A pattern with names in braces fits at least one file"
        raise refuse(source, rule, "none", "Correct the path")
    gathered = Gathered()
    own: dict[Key, Mapping[str, object]] = {}
    for file, fields in matches:
        key = key_of_fields(fields)
        _gather_file(file, columns, naming, key, gathered)
        record = _own_record(given, file, fields, key, gathered)
        status = record.pop(columns.status, None) if columns.status else None
        if status is not None:
            gathered.statuses[key] = status
        own[key] = {**hyperparameters_of_fields(fields), **record}
    described = TrialTable(source, own, has_repeats="repeat" in pattern.fields)
    if given.table is not None:
        described = read_trial_table(given.table, columns, False, gathered.flaws)
    return joined(source, gathered, described, naming, columns.status)


def _gather_file(
    file: Path, columns: Columns, naming: Naming, key: Key, gathered: Gathered
) -> None:
    try:
        table = read_table(file, columns.trial)
        gathered.curve(key, str(file))
        gather(table, columns, naming, lambda row: key, gathered)
    except ImportRefusedError as error:
        gathered.flaws.extend(error.flaws)


def _own_record(
    given: Given, file: Path, fields: Mapping[str, str], key: Key, gathered: Gathered
) -> dict[str, object]:
    try:
        return dict(given.record_of(file, fields))
    except ImportRefusedError as error:
        gathered.flaws.extend(error.flaws)
        gathered.unread.add(key)
        return {}


def _key(table: Table, columns: Columns, row: int) -> Key | None:
    trial, repeat = table.cell(columns.trial, row), table.cell(columns.repeat, row)
    if trial is None:
        return None
    return text(trial), None if repeat is None else text(repeat)
