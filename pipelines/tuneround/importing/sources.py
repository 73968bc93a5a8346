"""Sources: whatever holds foreign trials, told apart by what the user says and by what is there."""

from dataclasses import dataclass
from pathlib import Path

from tuneround.importing.columns import Columns
from tuneround.importing.flaws import refuse
from tuneround.importing.foreign import Foreign
from tuneround.importing.given import Given
from tuneround.importing.mlflow_runs import read_experiment
from tuneround.importing.naming import Naming
from tuneround.importing.optuna_study import read_study
from tuneround.importing.pattern import PathPattern
from tuneround.importing.tabular import read_folder, read_long_table
from tuneround.importing.tensorboard_folders import is_event_folder, read_event_folders


@dataclass(frozen=True)
class Request:
    """What the user says of a source.

    Attributes:
        source: a table, a pattern with names in braces, a folder, or a URL.
        hyperparameters: where they stand: see given.py.
        columns: which column is what.
        naming: what its names are called here.
        optuna: the study, where the source is a storage of Optuna's.
        mlflow: the experiment, where the source is a tracking store of MLflow's.

    """

    source: str
    hyperparameters: str | None
    columns: Columns
    naming: Naming
    optuna: str | None = None
    mlflow: str | None = None


def read_source(request: Request) -> Foreign:
    """Return the trials that a source holds.

    Raises:
        ImportRefusedError: it cannot be read; with everything that is wrong with it.

    """
    source, columns, naming = request.source, request.columns, request.naming
    _require_one_kind(request)
    if request.optuna is not None:
        return read_study(source, request.optuna, naming)
    if request.mlflow is not None:
        return read_experiment(source, request.mlflow, naming)
    given = Given.of(request.hyperparameters, source)
    if is_event_folder(source):
        return read_event_folders(source, columns, given, naming)
    if PathPattern(source).fields:
        return read_folder(source, columns, given, naming)
    return read_long_table(Path(source), columns, given, naming)


def _require_one_kind(request: Request) -> None:
    """Refuse what only tables have, beside a source that is none."""
    names = [n for n in ("optuna", "mlflow") if getattr(request, n) is not None]
    columns = request.columns
    foreign = {
        "--hyperparameters": request.hyperparameters,
        "--step": columns.step,
        "--seconds": columns.seconds,
        "--status": columns.status,
    }
    beside = [option for option, value in foreign.items() if value is not None and names]
    beside += [f"--{name}" for name in names[1:]]
    if beside:
        rule = f"With --{names[0]} the source says all of its trials by itself"
        raise refuse("", rule, ", ".join(beside), "Leave it out")
