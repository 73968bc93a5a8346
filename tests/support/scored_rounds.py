"""Rounds judged in memory whose trials reached given scores."""

from collections.abc import Callable
from dataclasses import replace

from made_histories import attempt, history, outcome
from tuneround.analysis.collection.collect import collect
from tuneround.analysis.collection.history import TrialHistory
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.select import select
from tuneround.analysis.settings import compared_names
from tuneround.records.attempt import Fate
from tuneround.records.evaluation import Evaluation
from tuneround.records.plan import PlannedTrial
from tuneround.search import plan as plan_of
from tuneround.spec.round import RoundSpec

STEP = 10


def scored_round(spec: RoundSpec, value: Callable[[PlannedTrial], float | None]) -> JudgedRound:
    """Return the round whose trials reached `value`; inf is infeasible, None never started."""
    plan = plan_of(spec)
    histories = [
        _history(trial, found, spec.objective.metric)
        for trial in plan
        if (found := value(trial)) is not None
    ]
    tables = collect(plan, histories, spec.objective)
    compared = compared_names(spec.hyperparameters)
    return JudgedRound(spec, plan, tables, select(tables, plan, spec.objective, compared))


def _history(trial: PlannedTrial, value: float, metric: str) -> TrialHistory:
    name = f"0001-{trial.index:08x}"
    if value == float("inf"):
        return history(
            trial.index,
            attempt(name, {}, outcome=outcome(Fate.INFEASIBLE, STEP), trial=trial.index),
        )
    line = Evaluation(step=STEP, metrics={metric: value}, training_seconds=1.0).to_line().encode()
    held = attempt(name, {}, outcome=outcome(Fate.COMPLETED, STEP), trial=trial.index)
    return history(trial.index, replace(held, lines=(line,)))
