"""Optuna: studies made by Optuna itself, in storages of its own."""

from collections.abc import Callable
from pathlib import Path

import optuna
import pytest
from import_desk import Desk
from optuna.storages import JournalStorage, RDBStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import TrialState

optuna.logging.set_verbosity(optuna.logging.ERROR)


def storage_of(path: Path) -> RDBStorage:
    """Return a storage in a file of SQLite."""
    return RDBStorage(f"sqlite:///{path}")


def add(
    study: optuna.Study,
    values: dict[int, float],
    *,
    state: TrialState = TrialState.COMPLETE,
    returned: float | None = None,
    **params: object,
) -> None:
    """Add one trial with what it reported and returned."""
    rate = optuna.distributions.FloatDistribution(1e-5, 1.0, log=True)
    momentum = optuna.distributions.FloatDistribution(0.0, 0.99)
    choice = optuna.distributions.CategoricalDistribution(["sgd", "adam", None])
    layers = optuna.distributions.IntDistribution(1, 8)
    spaces = {"lr": rate, "momentum": momentum, "optimizer": choice, "layers": layers}
    last = values[max(values)] if values else None
    study.add_trial(
        optuna.trial.create_trial(
            state=state,
            value=(last if returned is None else returned) if state.name == "COMPLETE" else None,
            params=params,
            distributions={name: spaces[name] for name in params},
            intermediate_values=values,
        )
    )


@pytest.fixture
def study(desk: Desk) -> optuna.Study:
    """Return an empty study, to be maximized."""
    storage = storage_of(desk.folder / "o.db")
    return optuna.create_study(study_name="s", storage=storage, direction="maximize")


@pytest.fixture
def source(desk: Desk) -> tuple[str, ...]:
    """Return the arguments that name the study."""
    return (f"sqlite:///{desk.folder}/o.db", "--optuna", "s")


def test_reported_values_are_evaluations(desk: Desk, study: optuna.Study, source) -> None:
    """What a trial reports at a step is its objective there; direction and space are known."""
    add(study, {0: 0.1, 5: 0.6, 9: 0.4}, lr=0.1, optimizer="sgd", momentum=0.9, layers=2)
    add(study, {0: 0.2, 5: 0.3}, lr=0.01, optimizer="adam", layers=3)
    tables = desk.imported(*source)
    assert tables.evaluations.select("trial", "step", "objective").rows() == [
        (0, 0, 0.1),
        (0, 5, 0.6),
        (0, 9, 0.4),
        (1, 0, 0.2),
        (1, 5, 0.3),
    ]
    assert tables.trials["best_value"].to_list() == [0.6, 0.3]
    spec = desk.spec()
    assert (spec.objective.direction, spec.budget.steps) == ("maximize", 9)
    spaces = {h.name: h for h in spec.hyperparameters.nuisance}
    assert (spaces["lr"].min, spaces["lr"].max, spaces["lr"].is_log) == (1e-5, 1.0, True)
    assert spaces["optimizer"].values == ("sgd", "adam", "None")
    assert (spaces["layers"].min, spaces["layers"].max) == (1, 8)
    assert spaces["layers"].is_integer
    assert dict(spaces["momentum"].when) == {"optimizer": ("sgd",)}


def test_a_trial_that_reports_nothing_has_what_it_returned(desk: Desk, study, source) -> None:
    """A returned value alone is the one evaluation, at step 1."""
    add(study, {}, returned=0.5, lr=0.1)
    add(study, {}, returned=0.7, lr=0.2)
    tables = desk.imported(*source, "--metric", "valid/accuracy")
    assert tables.evaluations.select("step", "valid/accuracy").rows() == [(1, 0.5), (1, 0.7)]


def test_a_returned_value_that_was_not_reported_is_kept(desk: Desk, study, source) -> None:
    """What a trial returned beside its reports is a metric, by which the round can be judged."""
    add(study, {1: 0.6, 2: 0.4}, returned=0.9, lr=0.1)
    tables = desk.imported(*source)
    assert tables.evaluations.select("step", "objective", "returned").rows() == [
        (1, 0.6, None),
        (2, 0.4, 0.9),
    ]
    assert desk.imported(*source, "--metric", "returned", into="r2.yaml").trials[
        "best_value"
    ].to_list() == [0.9]


@pytest.mark.parametrize(
    ("state", "values", "fate"),
    [
        (TrialState.PRUNED, {1: 0.5}, "completed"),
        (TrialState.FAIL, {1: 0.5}, "failed"),
        (TrialState.FAIL, {}, "failed"),
        (TrialState.FAIL, {1: float("nan")}, "infeasible"),
        (TrialState.PRUNED, {1: 0.5, 2: float("inf")}, "infeasible"),
        (TrialState.RUNNING, {1: 0.5}, "interrupted"),
    ],
    ids=["pruned", "failed", "failed at once", "failed as NaN", "pruned as infinite", "running"],
)
def test_states_are_fates(state, values, fate, desk: Desk, study, source) -> None:
    """What Optuna says of a trial's end is told in our words; pruned ones count as results."""
    add(study, {1: 0.1}, lr=0.1)
    add(study, values, state=state, lr=0.2)
    tables = desk.imported(*source)
    assert tables.trials["fate"].to_list() == ["completed", fate]
    if state is TrialState.PRUNED and fate == "completed":
        assert tables.trials["reason"][1] == "pruned by Optuna at step 1"


def test_waiting_trials_are_left_out(desk: Desk, study: optuna.Study, source) -> None:
    """A trial that was only enqueued is no trial of the round."""
    add(study, {1: 0.1}, lr=0.1)
    study.enqueue_trial({"lr": 0.5})
    assert desk.imported(*source).trials.height == 1


def test_several_objectives(desk: Desk) -> None:
    """Of a study with several objectives, --metric says which one decides."""
    storage = storage_of(desk.folder / "o.db")
    study = optuna.create_study(
        study_name="s", storage=storage, directions=["minimize", "maximize"]
    )
    study.optimize(lambda trial: (trial.suggest_float("lr", 0.0, 1.0), 2.0), n_trials=2)
    source = (f"sqlite:///{desk.folder}/o.db", "--optuna", "s")
    tables = desk.imported(*source, "--metric", "objective_1")
    assert tables.evaluations["objective_1"].to_list() == [2.0, 2.0]
    assert desk.spec().objective.direction == "maximize"


@pytest.mark.parametrize(
    "address",
    [lambda path: f"sqlite:///{path}", str],
    ids=["URL", "path"],
)
def test_a_file_of_sqlite_may_be_named_as_a_path(
    address: Callable[[Path], str], desk: Desk, study: optuna.Study
) -> None:
    """A URL and the path of the file mean the same."""
    add(study, {1: 0.1}, lr=0.1)
    assert desk.imported(address(desk.folder / "o.db"), "--optuna", "s").trials.height == 1


def test_a_journal(desk: Desk) -> None:
    """Optuna's journal is a file, too."""
    path = desk.folder / "journal.log"
    storage = JournalStorage(JournalFileBackend(str(path)))
    add(optuna.create_study(study_name="s", storage=storage), {1: 0.1}, lr=0.1)
    assert desk.imported(path, "--optuna", "s").trials.height == 1


def test_an_unknown_study_is_told_with_those_that_are_there(desk: Desk, study, source) -> None:
    """A wrong name is answered with the right ones."""
    (found, _) = desk.refusal(source[0], "--optuna", "t")
    assert found.endswith("The storage holds the study; got no `t`. Name one of s.")


def test_no_storage_is_made(desk: Desk) -> None:
    """A file that is not there is refused, and is not there afterwards."""
    (found, _) = desk.refusal(f"sqlite:///{desk.folder}/absent.db", "--optuna", "s")
    assert "No such file" in found
    assert not (desk.folder / "absent.db").exists()
