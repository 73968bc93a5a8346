"""Histories and plans made in memory, for tests of the analysis and of what builds on it."""

from collections.abc import Mapping, Sequence

from tuneround.analysis.collection.history import AttemptHistory, TrialHistory
from tuneround.records.attempt import Attempt, Fate, Outcome, Parent
from tuneround.records.evaluation import Evaluation
from tuneround.records.plan import PlannedTrial, Seeds
from tuneround.spec.model import Scalar
from tuneround.spec.objective import Objective

ERROR = Objective(metric="valid/error", direction="minimize")
ACCURACY = Objective(metric="valid/accuracy", direction="maximize")
TIME = "2026-11-23T17:46:17.123Z"


def planned(index: int, setting: int = 0, **hyperparameters: Scalar) -> PlannedTrial:
    """Return a row of a plan."""
    return PlannedTrial(
        index=index,
        setting=setting,
        point=index,
        repeat=0,
        hyperparameters=hyperparameters or {"learning_rate": 0.1 / (index + 1)},
        seeds=Seeds(initialization=index, data_order=index + 1),
    )


def outcome(fate: Fate = Fate.COMPLETED, step: int = 100, **fields: object) -> Outcome:
    """Return an outcome."""
    content = {
        "fate": fate,
        "reason": "" if fate is Fate.COMPLETED else f"it is {fate}",
        "step": step,
        "evaluations": 1,
        "training_seconds": step / 10,
        "ended": TIME,
        **fields,
    }
    return Outcome.model_validate(content)


def line(step: int, value: float | None = None, /, **more: float) -> bytes:
    """Return one line of a segment; a value of None is not finite."""
    metric = ERROR.metric
    metrics = {**({metric: value} if value is not None else {}), **more}
    nonfinite = (metric,) if value is None else ()
    evaluation = Evaluation(
        step=step,
        metrics=metrics,
        nonfinite=nonfinite,
        training_seconds=step / 10,
        time=TIME,
    )
    return evaluation.to_line().encode()


def attempt(
    name: str,
    values: Mapping[int, float | None] | None = None,
    *,
    parent: tuple[str, int] | None = None,
    outcome: Outcome | None = None,
    commits: Sequence[int] = (),
    trial: int = 0,
) -> AttemptHistory:
    """Return an attempt with the objective's `values` by step."""
    record = Attempt(
        trial=trial,
        attempt=name,
        parent=Parent(attempt=parent[0], step=parent[1]) if parent else None,
        started=TIME,
        host="here",
    )
    lines = b"".join(line(step, value) for step, value in (values or {}).items())
    return AttemptHistory(
        attempt=name,
        record=record,
        outcome=outcome,
        lines=(lines,) if lines else (),
        commits={step: {"COMMIT.json": 99, "model.safetensors": 7} for step in commits},
    )


def history(trial: int, *attempts: AttemptHistory) -> TrialHistory:
    """Return a trial's history."""
    return TrialHistory(trial, attempts)
