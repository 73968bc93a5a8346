"""MLflow: experiments that MLflow itself has logged."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from import_desk import Desk
from mlflow import MlflowClient

# MLflow uses what SQLAlchemy will remove.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SADeprecationWarning")

OBJECTIVE = ("--metric", "val_loss", "--direction", "minimize")


class Experiment:
    """An experiment that a test logs to."""

    def __init__(self, uri: str) -> None:
        self.client = MlflowClient(tracking_uri=uri)
        self.id = self.client.create_experiment("digits")

    def add(
        self,
        name: str,
        losses: dict[int, float],
        status: str = "FINISHED",
        tags: dict[str, str] | None = None,
        **params: object,
    ) -> str:
        """Log one run; return its id."""
        run = self.client.create_run(self.id, run_name=name, tags=tags).info.run_id
        for key, value in params.items():
            self.client.log_param(run, key, value)
        for step, loss in losses.items():
            self.client.log_metric(run, "val_loss", loss, step=step)
        self.client.set_terminated(run, status)
        return run


@pytest.fixture(scope="module")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with MLflow's tables, which take seconds to make."""
    path = tmp_path_factory.mktemp("mlflow") / "m.db"
    MlflowClient(tracking_uri=f"sqlite:///{path}").search_experiments()
    return path


@pytest.fixture
def uri(desk: Desk, empty_database: Path) -> str:
    """Return a store of the test's own."""
    path = desk.folder / "m.db"
    path.write_bytes(empty_database.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def experiment(uri: str) -> Experiment:
    """Return an empty experiment."""
    return Experiment(uri)


def test_runs_are_trials(desk: Desk, uri: str, experiment: Experiment) -> None:
    """Parameters are hyperparameters, by type; metrics have their whole history."""
    experiment.add("a", {0: 1.0, 10: 0.5}, **{"lr": 0.1, "optimizer.name": "adam"})
    experiment.add("b", {0: 1.5, 10: float("nan")}, **{"lr": 0.2, "optimizer.name": "adam"})
    tables = desk.imported(uri, "--mlflow", "digits", *OBJECTIVE)
    assert tables.evaluations.select("trial", "step", "val_loss").rows() == [
        (0, 0, 1.0),
        (0, 10, 0.5),
        (1, 0, 1.5),
        (1, 10, None),
    ]
    assert tables.trials["fate"].to_list() == ["completed", "infeasible"]
    assert tables.trials["hyperparameter/lr"].to_list() == [0.1, 0.2]
    assert tables.trials["hyperparameter/optimizer_name"].to_list() == ["adam", "adam"]
    assert "# 0: a" in (desk.folder / "r1.yaml").read_text()


@pytest.mark.parametrize(
    ("status", "fate"),
    [("FINISHED", "completed"), ("FAILED", "failed"), ("KILLED", "interrupted")],
)
def test_statuses_are_fates(status, fate, desk: Desk, uri: str, experiment: Experiment) -> None:
    """What MLflow says of a run's end is told in our words."""
    experiment.add("a", {1: 0.5}, status, lr=0.1)
    assert desk.imported(uri, "--mlflow", "digits", *OBJECTIVE).trials["fate"].to_list() == [fate]


def test_values_without_steps_are_numbered(desk: Desk, uri: str, experiment: Experiment) -> None:
    """A metric that was logged without steps has the numbers of its values for steps."""
    run = experiment.add("a", {}, lr=0.1)
    for time, loss in enumerate((0.9, 0.7, 0.8)):
        experiment.client.log_metric(run, "val_loss", loss, timestamp=1000 + time)
    tables = desk.imported(uri, "--mlflow", "digits", *OBJECTIVE)
    assert tables.evaluations.select("step", "val_loss").rows() == [(1, 0.9), (2, 0.7), (3, 0.8)]
    assert "without steps" in (desk.folder / "r1.yaml").read_text()


def test_sweeps_and_metrics_of_the_machine_are_left_out(
    desk: Desk, uri: str, experiment: Experiment
) -> None:
    """A run with runs below it is no trial, and system/… is no metric."""
    parent = experiment.add("sweep", {}, lr=0.5)
    child = experiment.add("a", {1: 0.5}, tags={"mlflow.parentRunId": parent}, lr=0.1)
    experiment.client.log_metric(child, "system/cpu", 3.0, step=7)
    tables = desk.imported(uri, "--mlflow", "digits", *OBJECTIVE)
    assert tables.trials.height == 1
    assert tables.evaluations["step"].to_list() == [1]


def test_runs_of_one_name_are_told_apart(desk: Desk, uri: str, experiment: Experiment) -> None:
    """Where names come again, the beginning of the id is added."""
    ids = [experiment.add("a", {1: 0.5}, lr=rate) for rate in (0.1, 0.2)]
    desk.imported(uri, "--mlflow", "digits", *OBJECTIVE)
    text = (desk.folder / "r1.yaml").read_text()
    assert all(f"a {run[:8]}" in text for run in ids)


@pytest.fixture
def folders(desk: Desk) -> Iterator[str]:
    """Return a store of folders, which MLflow writes only when it is told so."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
        yield str(desk.folder / "mlruns")


@pytest.mark.filterwarnings("ignore::FutureWarning:mlflow")
def test_folders_of_runs(desk: Desk, folders: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An older store of folders is read without a setting."""
    Experiment(folders).add("a", {1: 0.5}, lr=0.1)
    monkeypatch.delenv("MLFLOW_ALLOW_FILE_STORE")
    assert desk.imported(folders, "--mlflow", "digits", *OBJECTIVE).trials.height == 1
    assert "MLFLOW_ALLOW_FILE_STORE" not in os.environ


def test_an_unknown_experiment_is_told_with_those_that_are_there(
    desk: Desk, uri: str, experiment: Experiment
) -> None:
    """A wrong name is answered with the right ones."""
    (found, _) = desk.refusal(uri, "--mlflow", "letters", *OBJECTIVE)
    assert found.endswith("got no `letters`. Name one of Default, digits.")


def test_no_store_is_made(desk: Desk) -> None:
    """A database that is not there is refused, and is not there afterwards."""
    (found, _) = desk.refusal(f"sqlite:///{desk.folder}/x.db", "--mlflow", "digits", *OBJECTIVE)
    assert "no such file" in found
    assert not (desk.folder / "x.db").exists()
