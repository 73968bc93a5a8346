"""MlflowStore: the runs of an experiment, read; nothing is made where there is none."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tuneround.importing.flaws import refuse

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import Run

SQLITE = "sqlite:///"
FOLDERS_ALLOWED = "MLFLOW_ALLOW_FILE_STORE"
"""MLflow reads its older stores, which are folders, only when this is set."""


def experiment_runs(source: str, name: str) -> tuple["MlflowClient", list["Run"]]:
    """Return a client, and every run of the experiment `name` that was not deleted.

    Raises:
        ImportRefusedError: mlflow is not installed, or there is no such experiment.

    """
    try:
        from mlflow import MlflowClient
    except ModuleNotFoundError as error:
        step = "Install it: pip install 'tuneround[mlflow]'"
        raise refuse(source, "MLflow's runs are read by mlflow", "no such package", step) from error
    _require_file(source)
    with translated(source), _folders_allowed():
        client = MlflowClient(tracking_uri=source)
        experiment = client.get_experiment_by_name(name)
        if experiment is not None:
            return client, list(_runs(client, experiment.experiment_id))
        known = ", ".join(sorted(experiment.name for experiment in client.search_experiments()))
    raise refuse(source, "The store holds the experiment", f"no `{name}`", f"Name one of {known}")


@contextmanager
def translated(source: str) -> Iterator[None]:
    """Turn what MLflow raises into an error that names `source`."""
    from mlflow.exceptions import MlflowException

    try:
        yield
    except MlflowException as error:
        got = str(error).splitlines()[0]
        step = "Correct the URI, or mend the store"
        raise refuse(source, "MLflow can read its store", got, step) from error


def _runs(client: "MlflowClient", experiment: str) -> Iterator["Run"]:
    token = None
    while True:
        page = client.search_runs([experiment], max_results=1000, page_token=token)
        yield from page
        token = page.token
        if not token:
            return


def _require_file(source: str) -> None:
    """Refuse a database or folder that is not there: MLflow would make it."""
    is_path = "://" not in source
    path = Path(source.removeprefix(SQLITE))
    if (is_path or source.startswith(SQLITE)) and not path.exists():
        raise refuse(source, "A tracking store exists", "no such file", "Correct the URI")


@contextmanager
def _folders_allowed() -> Iterator[None]:
    before = os.environ.get(FOLDERS_ALLOWED)
    os.environ[FOLDERS_ALLOWED] = "true"
    try:
        yield
    finally:
        if before is None:
            del os.environ[FOLDERS_ALLOWED]
        else:
            os.environ[FOLDERS_ALLOWED] = before
