"""OptunaStudy: the trials of a study in an Optuna storage.

A value that a trial reports at a step (`trial.report`) is its objective there; a trial that reports
none has what it returned as its one evaluation, at step 1. States become fates: a pruned trial is
completed, short of its last step; one that failed is failed, unless the last value it reported was
not finite; one that still runs is interrupted; one that violates a constraint is infeasible.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from math import isfinite
from typing import TYPE_CHECKING

from tuneround.importing.curve import Curve
from tuneround.importing.foreign import Foreign, ForeignTrial
from tuneround.importing.naming import Naming
from tuneround.importing.optuna_space import bounds_of, cell_of
from tuneround.importing.optuna_storage import open_study
from tuneround.records.attempt import Fate
from tuneround.spec.objective import Direction

if TYPE_CHECKING:
    from optuna import Study
    from optuna.trial import FrozenTrial

RETURNED = "returned"
"""What is called that a trial returned, where it is not the last value it reported."""

CONSTRAINTS = "constraints"
"""Where Optuna keeps the values of constraints; those above 0 are violated."""

UNFINISHED = ("RUNNING", "FAIL")


def read_study(source: str, name: str, naming: Naming) -> Foreign:
    """Return the trials of the study `name`; those that only wait are left out.

    Args:
        source: a URL such as `sqlite:///study.db`, or a file of SQLite or of Optuna's journal.
        name: of the study.
        naming: what its hyperparameters are called here, and its objective.

    Raises:
        ImportRefusedError: optuna is not installed, or there is no such study.

    """
    study = open_study(source, name)
    metrics = _metrics(study, naming)
    number = metrics.index(naming.objective) if naming.objective in metrics else 0
    trials = [trial for trial in study.trials if trial.state.name != "WAITING"]
    differs = any(_returns_another(trial) for trial in trials)
    found = bounds_of(trial.distributions for trial in trials)
    minimizes = study.directions[number].name == "MINIMIZE"
    return Foreign(
        trials=tuple(_trial(trial, name, metrics, naming, differs) for trial in trials),
        source=f"study {name} of {source}",
        bounds={ours: found[n] for n in found if (ours := naming.hyperparameter(n)) is not None},
        metric=metrics[number],
        direction=Direction.MINIMIZE if minimizes else Direction.MAXIMIZE,
        notes=(_differing(metrics[0]),) if differs else (),
    )


def _metrics(study: "Study", naming: Naming) -> list[str]:
    """Return what the objectives are called: by the study, else by the user, else by number."""
    if study.metric_names:
        return [naming.renamed.get(name, name) for name in study.metric_names]
    if len(study.directions) > 1:
        return [f"objective_{number}" for number in range(len(study.directions))]
    chosen = naming.objective
    return ["objective" if chosen is None or chosen == RETURNED else chosen]


def _trial(
    trial: "FrozenTrial", study: str, metrics: Sequence[str], naming: Naming, differs: bool
) -> ForeignTrial:
    curve = Curve()
    for step, value in trial.intermediate_values.items():
        curve.add(step, metrics[0], value)
    last = max(trial.intermediate_values, default=None)
    for metric, value in zip(metrics, trial.values or (), strict=False):
        if last is None:
            curve.add(1, metric, value)
        elif differs and trial.state.name == "COMPLETE":
            curve.add(last, RETURNED, value)
    named = {naming.hyperparameter(name): cell_of(v) for name, v in trial.params.items()}
    fate, reason = _end(trial)
    return ForeignTrial(
        name=str(trial.number),
        repeat=None,
        place=f"study {study}, trial {trial.number}",
        hyperparameters={name: cell for name, cell in named.items() if name is not None},
        evaluations=curve.evaluations(),
        fate=fate,
        reason=reason,
        started=_utc(trial.datetime_start),
        ended=_utc(trial.datetime_complete),
    )


def _end(trial: "FrozenTrial") -> tuple[Fate, str]:
    reported = trial.intermediate_values
    if any(value > 0 for value in trial.system_attrs.get(CONSTRAINTS) or ()):
        return Fate.INFEASIBLE, "it violates a constraint of its Optuna study"
    match trial.state.name:
        case "RUNNING":
            return Fate.INTERRUPTED, "it was still running when it was imported"
        case "FAIL" if not reported or isfinite(reported[max(reported)]):
            return Fate.FAILED, "it failed in its Optuna study"
        case "PRUNED":
            return Fate.COMPLETED, f"pruned by Optuna at step {max(reported, default=0)}"
    return Fate.COMPLETED, ""


def _returns_another(trial: "FrozenTrial") -> bool:
    """Whether a trial returned something else than the last value it reported."""
    reported: Mapping[int, float] = trial.intermediate_values
    if trial.state.name != "COMPLETE" or not reported:
        return False
    return [reported[max(reported)]] != list(trial.values)


def _differing(metric: str) -> str:
    return (
        f"{metric} is what trials reported at their steps; what they returned is another value, "
        f"and is the metric `{RETURNED}` of their last step."
    )


def _utc(local: datetime | None) -> str:
    """Return a time that Optuna keeps, which is local, as UTC; empty when there is none."""
    return "" if local is None else local.astimezone(UTC).isoformat(timespec="milliseconds")
