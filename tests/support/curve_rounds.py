"""Rounds judged in memory whose trials have given curves and logged values."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from made_histories import ERROR, attempt, history, outcome
from made_rounds import Definition, round_spec
from tuneround.analysis.collection.collect import collect
from tuneround.analysis.collection.history import AttemptHistory
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.select import select
from tuneround.analysis.settings import compared_names
from tuneround.records.attempt import Fate
from tuneround.records.evaluation import Evaluation
from tuneround.records.plan import PlannedTrial, Seeds
from tuneround.spec.model import Scalar
from tuneround.spec.objective import Objective
from tuneround.trial.interval import summary

EVERY = 10
"""Steps between two evaluations."""
MODELS = {"scientific": [{"name": "model", "values": ["a", "b", "c"]}]}


@dataclass(frozen=True)
class Drawn:
    """One trial.

    Attributes:
        values: the objective at each evaluation, None where it was not finite.
        metrics: further metrics, one value an evaluation.
        logged: name -> the values logged in each interval.
        hyperparameters: as planned.
        fate: how it ended; None: it has not.
        seconds: training time of one interval.

    """

    values: Sequence[float | None]
    metrics: Mapping[str, Sequence[float]] = field(default_factory=dict)
    logged: Mapping[str, Sequence[Sequence[float]]] = field(default_factory=dict)
    hyperparameters: Mapping[str, Scalar] = field(default_factory=lambda: {"model": "a"})
    fate: Fate | None = Fate.COMPLETED
    seconds: float = 2.0


def curve_round(
    trials: Sequence[Drawn],
    *,
    objective: Objective = ERROR,
    hyperparameters: Mapping[str, Sequence[Definition]] = MODELS,
) -> JudgedRound:
    """Return the round of these trials, evaluated every EVERY steps."""
    longest = max((len(trial.values) for trial in trials), default=1)
    spec = round_spec(hyperparameters, trials=max(len(trials), 1000))
    budget = spec.budget.model_copy(
        update={"steps": EVERY * max(longest, 1), "evaluate_every": EVERY}
    )
    spec = spec.model_copy(update={"objective": objective, "budget": budget})
    plan = [
        PlannedTrial(
            index=index,
            setting=0,
            point=index,
            repeat=0,
            hyperparameters=dict(trial.hyperparameters),
            seeds=Seeds(initialization=0, data_order=0),
        )
        for index, trial in enumerate(trials)
    ]
    histories = [history(i, _attempt(i, trial, objective.metric)) for i, trial in enumerate(trials)]
    tables = collect(plan, histories, objective)
    compared = compared_names(spec.hyperparameters)
    return JudgedRound(spec, plan, tables, select(tables, plan, objective, compared))


def _attempt(index: int, trial: Drawn, metric: str) -> AttemptHistory:
    lines = "".join(_line(trial, i, metric) for i in range(len(trial.values))).encode()
    step = EVERY * max(len(trial.values), 1)
    ended = outcome(trial.fate, step) if trial.fate else None
    held = attempt(f"0001-{index:08x}", {}, outcome=ended, trial=index)
    return AttemptHistory(held.attempt, held.record, held.outcome, lines=(lines,) if lines else ())


def _line(trial: Drawn, place: int, metric: str) -> str:
    value = trial.values[place]
    own = {} if value is None else {metric: value}
    return Evaluation(
        step=EVERY * (place + 1),
        metrics={**own, **{name: values[place] for name, values in trial.metrics.items()}},
        nonfinite=(metric,) if value is None else (),
        logged={name: summary(array("d", all_[place])) for name, all_ in trial.logged.items()},
        training_seconds=trial.seconds * (place + 1),
    ).to_line()
