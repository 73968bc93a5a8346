"""Steps: when in their budget the good trials had their best evaluation.

Good trials are the best of each scientific setting and the best quarter of all completed ones; a
bad trial's best step says nothing of how long to train. Four of them are needed.

- All of them in the first 10% of the steps: the budget is far too long, a caution. Proposed are
  twice as many steps as the latest of them took.
- Three quarters of them in the last 25%: it may be too short. That rule is about a constant
  learning rate: where it decays, the best evaluation is near the end whatever the budget. So it
  is a caution, with twice the steps proposed, only where the best trial of a setting was also still
  improving (`curve_end.py`); else a note.

Playbook: "Deciding how long to train when training is not compute-bound". It says "always" of the
first rule and "consistently" of the second; three quarters, and the look at the curves, are ours.
"""

from math import ceil

import numpy as np
import polars as pl

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.training.curve_end import ALPHA, still_improving
from tuneround.analysis.training.improving import LONGER
from tuneround.analysis.training.learning_curve import best_curves
from tuneround.analysis.training.mention import percent
from tuneround.records.attempt import Fate
from tuneround.records.change import SetSteps
from tuneround.records.finding import Finding, Level, Numbers
from tuneround.spec.budget import Budget

QUESTION = "steps"
SECTION = "Deciding how long to train when training is not compute-bound"
LEAST_GOOD = 4
FIRST, LAST = 0.1, 0.75
CONSISTENTLY = 0.75
ROOM = 2
TENTHS = 10


def steps(judged: JudgedRound) -> Answer:
    """Say whether the best checkpoints lie where a well chosen budget has them."""
    places = _places(judged)
    data = {QUESTION: _histogram(places, judged.spec.budget)}
    good = places.filter("good")
    numbers: Numbers = {
        "good_trials": good.height,
        "completed_trials": places.height,
        "in_first_tenth": good.filter(pl.col("share") <= FIRST).height,
        "in_last_quarter": good.filter(pl.col("share") > LAST).height,
        "median_share": float(np.median(good["share"].to_numpy())) if good.height else None,
    }
    if good.height < LEAST_GOOD:
        sentence = f"It takes {LEAST_GOOD} good trials to tell; there are {good.height}."
        return Answer((_finding(Level.UNKNOWN, sentence, numbers),), data)
    return Answer((_said(judged, good, numbers),), data)


def _places(judged: JudgedRound) -> pl.DataFrame:
    """Return trial, best_step, share (of the budget) and good, of each trial that has a best."""
    best = [choice.trial for choice in judged.selection.settings]
    quarter = pl.col("score").rank("ordinal") <= (pl.len() / 4).ceil()
    return (
        judged.trials.filter(pl.col("fate") == Fate.COMPLETED.value, pl.col("score").is_not_null())
        .select(
            "best_step",
            trial="index",
            share=pl.col("best_step") / judged.spec.budget.steps,
            good=quarter | pl.col("index").is_in(best),
        )
        .sort("trial")
    )


def _histogram(places: pl.DataFrame, budget: Budget) -> pl.DataFrame:
    """Return tenth, from_step, to_step, trials and good_trials: ten rows."""
    tenth = (pl.col("share") * TENTHS).ceil().clip(1, TENTHS).cast(pl.Int64)
    counted = places.group_by(tenth=tenth).agg(
        trials=pl.len().cast(pl.Int64), good_trials=pl.col("good").sum().cast(pl.Int64)
    )
    edges = [budget.steps * tenth / TENTHS for tenth in range(TENTHS + 1)]
    tenths = pl.DataFrame(
        {"tenth": range(1, TENTHS + 1), "from_step": edges[:-1], "to_step": edges[1:]},
        schema_overrides={"tenth": pl.Int64},
    )
    return tenths.join(counted, on="tenth", how="left").fill_null(0).sort("tenth")


def _said(judged: JudgedRound, good: pl.DataFrame, numbers: Numbers) -> Finding:
    budget, count = judged.spec.budget, good.height
    early = good.filter(pl.col("share") <= FIRST).height
    late = good.filter(pl.col("share") > LAST).height
    if early == count:
        latest = int(good.select(pl.col("best_step").max()).item())
        proposed = ceil(ROOM * latest / budget.evaluate_every) * budget.evaluate_every
        sentence = (
            f"All {count} good trials had their best in the first {percent(FIRST)} of the steps."
        )
        remedy = f"Train far shorter, {proposed} steps for example."
        return _finding(Level.CAUTION, sentence, numbers, remedy, (SetSteps(steps=proposed),))
    sentence = f"{late} of {count} good trials had their best in the last quarter of the steps"
    if late < CONSISTENTLY * count:
        sentence = f"{sentence}, {early} in the first tenth: no reason to train longer or shorter."
        return _finding(Level.FINE, sentence, numbers)
    best = best_curves(judged)
    if any(still_improving(curve, ALPHA / len(best)) for curve in best):
        proposed = LONGER * budget.steps
        remedy = f"Train longer, {proposed} steps for example, and tune the decay again."
        sentence += ", and the best were still improving."
        return _finding(Level.CAUTION, sentence, numbers, remedy, (SetSteps(steps=proposed),))
    sentence += ", but the best had levelled out: so a decaying learning rate ends."
    return _finding(Level.NOTE, sentence, numbers, "With a constant learning rate, train longer.")


def _finding(
    level: Level,
    sentence: str,
    numbers: Numbers,
    remedy: str = "",
    changes: tuple[SetSteps, ...] = (),
) -> Finding:
    return Finding(
        question=QUESTION,
        level=level,
        sentence=sentence,
        remedy=remedy,
        section=SECTION,
        numbers=numbers,
        changes=changes,
    )
