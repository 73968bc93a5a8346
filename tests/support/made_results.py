"""A judged round made in memory: spec, result and tables, for tests of the report."""

from collections.abc import Mapping
from dataclasses import replace
from math import exp, log10
from random import Random
from typing import Any

from made_histories import attempt, history, outcome
from tuneround.analysis.answer import Answer
from tuneround.analysis.collection.collect import collect
from tuneround.analysis.collection.history import TrialHistory
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.questions import answers, worst_first
from tuneround.analysis.select import select
from tuneround.analysis.settings import compared_names
from tuneround.analysis.verdict import fate_counts, verdict
from tuneround.records.attempt import Fate
from tuneround.records.plan import PlannedTrial
from tuneround.records.result import Choice, ChosenCheckpoint, Result
from tuneround.report.folder import report_files
from tuneround.report.report import PAGE
from tuneround.search import plan as plan_of
from tuneround.spec.round import RoundSpec, TuningRound

METRIC = "valid/error_rate"
Judged = tuple[TuningRound, Result, JudgedRound, dict[str, Answer]]


def made_round(trials: int = 32, **fields: Any) -> TuningRound:
    """Return a round that compares two optimizers; `fields` replace those of its spec."""
    nesterov, adam = {"optimizer": ["nesterov"]}, {"optimizer": ["adam"]}
    spec = {
        "study": "digits-mlp",
        "goal": "Does Nesterov momentum beat Adam for the digits MLP at 600 steps?",
        "objective": {"metric": METRIC, "direction": "minimize"},
        "trainer": {"command": ["python", "-m", "trainers.digits"]},
        "budget": {"trials": trials, "steps": 600, "evaluateEvery": 25},
        "hyperparameters": {
            "scientific": [{"name": "optimizer", "values": ["nesterov", "adam"]}],
            "nuisance": [
                _log("learning_rate", 1e-3, 1.0, nesterov),
                _log("one_minus_momentum", 1e-2, 1.0, nesterov),
                _log("learning_rate", 1e-5, 1e-1, adam),
                _log("one_minus_beta1", 1e-2, 1.0, adam),
                {"name": "dropout", "min": 0.0, "max": 0.5},
                {"name": "layers", "values": [1, 2, 3, 4]},
            ],
            "fixed": [{"name": "batch_size", "value": 64}],
        },
        **fields,
    }
    return TuningRound.model_validate(
        {
            "apiVersion": "tuneround.dev/v1alpha1",
            "kind": "TuningRound",
            "metadata": {"name": "digits-optimizer-r1"},
            "spec": spec,
        }
    )


def judged(round_: TuningRound, histories: list[TrialHistory] | None = None) -> Judged:
    """Return the round, its result, what it was judged from, and the answers.

    Args:
        round_: the round.
        histories: of its trials; made up when left out.

    """
    plan = plan_of(round_.spec)
    histories = made_up(plan, round_) if histories is None else histories
    objective = round_.spec.objective
    tables = collect(plan, histories, objective)
    compared = compared_names(round_.spec.hyperparameters)
    selection = select(tables, plan, objective, compared)
    return concluded(round_, JudgedRound(round_.spec, plan, tables, selection))


def concluded(round_: TuningRound, judged_round: JudgedRound) -> Judged:
    """Return the same with every question asked, and the result."""
    spec, selection = judged_round.spec, judged_round.selection
    answered = answers(judged_round)
    findings = worst_first(answered)
    result = Result(
        number=1,
        study=spec.study,
        round=round_.name,
        goal=spec.goal,
        objective=spec.objective,
        counts=fate_counts(judged_round.tables),
        unfinished=(),
        best=selection.best,
        checkpoint=selection.best and _checkpoint(selection.best),
        last_step=selection.last_step,
        settings=selection.settings,
        better_but_not_eligible=selection.better_but_not_eligible,
        verdict=verdict(judged_round, findings),
        findings=findings,
        created="2026-11-23T17:46:17+00:00",
    )
    return round_, result, judged_round, answered


def named(spec: RoundSpec) -> TuningRound:
    """Return a round of this spec."""
    return made_round().model_copy(update={"spec": spec})


def page_of(round_: TuningRound, histories: list[TrialHistory] | None = None) -> str:
    """Return the page of a round; histories are made up when left out."""
    return report_files(*judged(round_, histories))[PAGE].decode()


def _checkpoint(best: Choice) -> ChosenCheckpoint:
    folder = f"trials/{best.trial:05d}/{best.attempt}/checkpoints/{best.step:09d}/"
    return ChosenCheckpoint(
        trial=best.trial,
        attempt=best.attempt,
        step=best.step,
        value=best.value,
        key=f"rounds/study/round/{folder}",
        files={"model.safetensors": "0" * 64},
    )


def made_up(
    plan: list[PlannedTrial], round_: TuningRound, *, traceback: str = "", reason: str = ""
) -> list[TrialHistory]:
    """Return histories of a plausible round: curves that fall, some trials that diverge."""
    return [_history(trial, round_, traceback, reason) for trial in plan]


def all_infeasible(plan: list[PlannedTrial], round_: TuningRound) -> list[TrialHistory]:
    """Return histories of a round in which every trial diverged after its first evaluation."""
    metric = round_.spec.objective.metric
    ended = outcome(Fate.INFEASIBLE, 31, reason="ten consecutive non-finite losses at step 31")
    return [
        history(
            trial.index,
            replace(
                attempt(f"0001-{trial.index:08x}", {}, outcome=ended, trial=trial.index),
                lines=(_lines({25: 0.9}, metric),),
            ),
        )
        for trial in plan
    ]


def _history(trial: PlannedTrial, round_: TuningRound, traceback: str, reason: str) -> TrialHistory:
    random = Random(trial.index)
    budget = round_.spec.budget
    steps = [*range(budget.evaluate_every, budget.steps, budget.evaluate_every), budget.steps]
    rate = float(trial.hyperparameters.get("learning_rate", 0.01))
    good = 0.2 if trial.hyperparameters.get("optimizer") == "nesterov" else 0.003
    distance = abs(log10(rate / good))
    floor = 0.02 + 0.03 * distance**2 + 0.01 * random.random()
    values = {
        step: floor + 0.9 * exp(-step / (30 + 40 * distance)) + 0.004 * random.random()
        for step in steps
    }
    fate = Fate.INFEASIBLE if rate > 2.2 * good else Fate.COMPLETED
    more: Mapping[str, str] = {}
    if trial.index % 16 == 5:
        fate, more = Fate.FAILED, {"reason": reason or "RuntimeError: no kernel image"}
    elif fate is Fate.INFEASIBLE:
        values = {step: value for step, value in values.items() if step <= 100}
        more = {"reason": reason or "ten consecutive non-finite losses at step 103"}
    ended = outcome(fate, max(values), **more, traceback=traceback if fate is Fate.FAILED else "")
    name = f"0001-{trial.index:08x}"
    finished = trial.index % 16 != 7
    held = attempt(name, {}, outcome=ended if finished else None, trial=trial.index)
    metric = round_.spec.objective.metric
    return history(trial.index, replace(held, lines=(_lines(values, metric),)))


def _lines(values: Mapping[int, float], metric: str) -> bytes:
    from tuneround.records.evaluation import Evaluation

    evaluations = [
        Evaluation(step=s, metrics={metric: v, "valid/loss": 3 * v}, training_seconds=s / 40)
        for s, v in values.items()
    ]
    return "".join(evaluation.to_line() for evaluation in evaluations).encode()


def _log(name: str, low: float, high: float, when: Mapping[str, list[str]]) -> dict[str, Any]:
    return {"name": name, "min": low, "max": high, "scale": "log", "when": when}
