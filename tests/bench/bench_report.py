"""Bench (k): all questions and the whole report of 1,000 trials x 1,000 evaluations.

What is told is the CPU time of each part, in a process of its own: on an idle machine of two cores
nothing here takes longer than that. Reading the bucket is bench_aggregate's.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import polars as pl
from paired import report
from tuneround.analysis.answer import Answer
from tuneround.analysis.collection.history import AttemptHistory
from tuneround.analysis.collection.lineage import ENDLESS, Lineage, Stretch
from tuneround.analysis.collection.trials import trials_of
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.questions import QUESTIONS, worst_first
from tuneround.analysis.select import select
from tuneround.analysis.settings import compared_names
from tuneround.analysis.tables import Tables
from tuneround.analysis.verdict import fate_counts
from tuneround.records.attempt import Fate, Outcome
from tuneround.records.result import Result
from tuneround.report.data import answer_files, round_files
from tuneround.report.figures import FIGURES
from tuneround.report.interactive import interactive_page
from tuneround.report.page import render
from tuneround.report.report import Report
from tuneround.report.rows import ranked, trial_rows
from tuneround.search import plan
from tuneround.spec.reading import read_round_text

TRIALS = 1000
EVALUATIONS = 1000
SECONDS_LIMIT = 20.0
MEMORY_LIMIT_MIB = 1536
PAGE_LIMIT_BYTES = 5_000_000
ATTEMPT = "0001-0123abcd"
SPEC = f"""
apiVersion: tuneround.dev/v1alpha1
kind: TuningRound
metadata: {{name: thousand}}
spec:
  study: bench
  goal: Which optimizer is best?
  objective: {{metric: valid/error_rate, direction: minimize}}
  trainer: {{command: [python, -m, nothing]}}
  budget: {{trials: {TRIALS}, steps: {EVALUATIONS * 10}, evaluateEvery: 10}}
  hyperparameters:
    scientific:
      - {{name: optimizer, values: [nesterov, adam]}}
    nuisance:
      - {{name: learning_rate, min: 1.0e-5, max: 1.0, scale: log}}
      - {{name: one_minus_momentum, min: 1.0e-3, max: 1.0, scale: log}}
      - {{name: dropout, min: 0.0, max: 0.6}}
      - {{name: layers, values: [1, 2, 3, 4]}}
"""
QUANTILES = np.array([0.6, 0.7, 0.85, 1.0, 1.2, 1.5, 1.8])


def judged_round() -> tuple[JudgedRound, Result]:
    """Return a round of plausible curves, a tenth of its trials infeasible, and its result."""
    round_ = read_round_text(SPEC, "bench")
    spec, planned = round_.spec, plan(round_.spec)
    compared = compared_names(spec.hyperparameters)
    rates = np.array([trial.hyperparameters["learning_rate"] for trial in planned])
    frame = evaluations(rates)
    fates = [Fate.INFEASIBLE if rate > 0.3 else Fate.COMPLETED for rate in rates]
    lineages = {trial.index: lineage(trial.index, fates[trial.index]) for trial in planned}
    trials = trials_of(planned, lineages, frame, spec.objective)
    tables = Tables(trials, frame, frame.head(0).select("trial", "attempt", "step"))
    selection = select(tables, planned, spec.objective, compared)
    return JudgedRound(spec, planned, tables, selection), Result(
        number=1,
        study=spec.study,
        round=round_.name,
        goal=spec.goal,
        objective=spec.objective,
        counts=fate_counts(tables),
        unfinished=(),
        best=selection.best,
        checkpoint=None,
        last_step=selection.last_step,
        settings=selection.settings,
        verdict="nesterov reached the lowest valid/error_rate.",
        created="2026-11-23T17:46:17+00:00",
    )


def lineage(trial: int, fate: Fate) -> Lineage:
    """Return the one attempt of a trial that ended so."""
    outcome = Outcome(
        fate=fate,
        reason="",
        step=EVALUATIONS * 10,
        training_seconds=600.0,
        ended="2026-11-23T17:46:17.123Z",
    )
    attempt = AttemptHistory(ATTEMPT, outcome=outcome)
    return Lineage(trial, fate, (Stretch(attempt, 0, ENDLESS),), 1)


def evaluations(rates: np.ndarray) -> pl.DataFrame:
    """Return the table of evaluations: errors that decay to a bowl over the learning rate."""
    generator = np.random.default_rng(0)
    steps = np.arange(1, EVALUATIONS + 1) * 10
    floor = 0.05 + 0.03 * (np.log10(rates) + 2.5) ** 2
    error = (
        floor[:, None]
        + 0.8 * np.exp(-steps / 800)
        + generator.normal(0, 0.002, (TRIALS, EVALUATIONS))
    )
    rows = TRIALS * EVALUATIONS
    norms = np.exp(generator.normal(0, 0.3, rows))
    return pl.DataFrame(
        {
            "trial": np.repeat(np.arange(TRIALS), EVALUATIONS),
            "attempt": pl.repeat(ATTEMPT, rows, eager=True),
            "step": np.tile(steps, TRIALS),
            "training_seconds": np.tile(steps * 0.06, TRIALS),
            "valid/error_rate": error.ravel(),
            "valid/loss": 3 * error.ravel(),
            "train/loss": 2.5 * error.ravel(),
            "logged/grad_norm/count": pl.repeat(10, rows, eager=True),
            "logged/grad_norm/nonfinite": pl.repeat(0, rows, eager=True),
            "logged/grad_norm/mean": norms,
            "logged/grad_norm/min": 0.5 * norms,
            "logged/grad_norm/max": 2 * norms,
            "logged/grad_norm/quantiles": pl.Series(norms[:, None] * QUANTILES).cast(
                pl.List(pl.Float64)
            ),
        }
    )


def parts() -> dict[str, object]:
    """Return CPU seconds by part, the peak of memory and the page's size."""
    judged, result = judged_round()
    seconds: dict[str, float] = {}

    def timed(name: str, call: Callable[[], object]) -> object:
        begin = time.process_time()
        made = call()
        seconds[name] = time.process_time() - begin
        return made

    answered: dict[str, Answer] = {}
    for name, question in QUESTIONS.items():
        answered[name] = timed(f"question {name}", partial(question, judged))
    for name, draw in FIGURES.items():
        timed(f"figures of {name}", partial(draw, judged, answered[name]))
    result = result.model_copy(update={"findings": worst_first(answered)})
    rows = ranked(trial_rows(judged.tables, judged.compared, result.objective), result.objective)
    made = Report(read_round_text(SPEC, "bench"), result, judged, answered, tuple(rows))
    tables = timed("tables as CSV", lambda: round_files(judged, rows) | answer_files(answered))
    timed("interactive page", lambda: interactive_page(made))
    page = timed("page", lambda: render(made, tables))
    seconds["page"] -= sum(s for name, s in seconds.items() if name.startswith("figures of"))
    return {
        "seconds": seconds,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "page": len(page.encode()),
        "tables": sum(map(len, tables.values())),
    }


def main() -> int:
    """Measure in a process of its own, print every part's share; return the exit code."""
    done = subprocess.run(
        [sys.executable, __file__, "parts"], check=True, stdout=subprocess.PIPE, text=True
    )
    measured = json.loads(done.stdout)
    seconds = measured["seconds"]
    total = sum(seconds.values())
    for name, taken in sorted(seconds.items(), key=lambda item: -item[1]):
        print(f"{'report: ' + name:<34} {taken:6.2f} s  {taken / total:5.1%}")
    page, memory = measured["page"], measured["memory"]
    within = [
        report("report: CPU time", total / SECONDS_LIMIT, 1.0, f"{total:.1f} s"),
        report("report: memory", memory / MEMORY_LIMIT_MIB, 1.0, f"{memory:.0f} MiB at most"),
        report("report: page", page / PAGE_LIMIT_BYTES, 1.0, f"{page / 1e6:.2f} MB"),
    ]
    print(f"{'report: tables':<24} {measured['tables'] / 1e6:.2f} MB of CSV beside the page")
    return 0 if all(within) else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(parts()))
        sys.exit(0)
    sys.exit(main())
