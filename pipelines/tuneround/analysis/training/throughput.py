"""Throughput: how fast the trials trained, and how much of their time they waited.

Which times are known, and by which names, is in `speeds.py`.

- The median trial waits for data for a fifth of its time: a caution. It does not touch the answer,
  only its price, and a profile of the input pipeline repays at once.
- It evaluates and saves for a quarter of its time: a note.
- Waiting that is not logged: unknown, with the speed.

Playbook: "Optimizing the input pipeline". It gives no share; a fifth and a quarter are ours.
"""

import numpy as np
import polars as pl

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.training.mention import percent
from tuneround.analysis.training.speeds import TIMES, speeds_of
from tuneround.analysis.verdict import number
from tuneround.records.finding import Finding, Level

QUESTION = "throughput"
SECTION = "Optimizing the input pipeline"
WAITS = 0.2
PAUSES = 0.25
PROFILE = "Profile the input pipeline: prefetch, more workers, data beside the trainer."
LOG_IT = "Log how long each step waits for its batch: trial.log(data_seconds=…)."
LESS = "Evaluate on a smaller sample, in larger batches, or less often."


def throughput(judged: JudgedRound) -> Answer:
    """Say how fast the trials trained, and what they waited for."""
    speeds = speeds_of(judged)
    medians = {
        name: _median(speeds, name) for name in ("steps_per_second", "examples_per_second", *TIMES)
    }
    findings = [_waiting(medians)]
    pauses = (medians["evaluating"] or 0.0) + (medians["saving"] or 0.0)
    if pauses >= PAUSES:
        sentence = f"Evaluating and saving took {percent(pauses)} of the median trial's time."
        findings.append(_finding(Level.NOTE, sentence, medians, LESS))
    worst_first = sorted(findings, key=lambda finding: finding.level.rank)
    data = {
        QUESTION: speeds,
        f"{QUESTION}-settings": _by_setting(speeds),
        f"{QUESTION}-shares": _shares(medians),
    }
    return Answer(tuple(worst_first), data)


def _by_setting(speeds: pl.DataFrame) -> pl.DataFrame:
    """Return setting, trials, low, median and high: the quartiles of the steps a second."""
    speed = pl.col("steps_per_second")
    return speeds.group_by("setting", maintain_order=True).agg(
        trials=pl.len().cast(pl.Int64),
        low=speed.quantile(0.25, "linear"),
        median=speed.median(),
        high=speed.quantile(0.75, "linear"),
    )


def _shares(medians: dict[str, float | None]) -> pl.DataFrame:
    """Return activity and share of the time, of those that were logged."""
    rows = [(name, share) for name in TIMES if (share := medians[name]) is not None]
    schema = {"activity": pl.String(), "share": pl.Float64()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _waiting(medians: dict[str, float | None]) -> Finding:
    steps, examples, waiting = (
        medians[name] for name in ("steps_per_second", "examples_per_second", "waiting")
    )
    if steps is None:
        sentence = "No completed trial says how long it trained."
        return _finding(Level.UNKNOWN, sentence, medians)
    speed = f"The median trial trained {number(steps)} steps a second"
    if examples is not None:
        speed += f", {number(examples)} examples"
    if waiting is None:
        sentence = f"{speed}; how long it waited for data is not logged."
        return _finding(Level.UNKNOWN, sentence, medians, LOG_IT)
    sentence = f"{speed}, and waited for data {percent(waiting)} of its time."
    if waiting >= WAITS:
        return _finding(Level.CAUTION, sentence, medians, PROFILE)
    return _finding(Level.FINE, sentence, medians)


def _median(speeds: pl.DataFrame, column: str) -> float | None:
    known = speeds[column].drop_nulls().cast(pl.Float64).to_numpy()
    return float(np.median(known)) if len(known) else None


def _finding(
    level: Level, sentence: str, medians: dict[str, float | None], remedy: str = ""
) -> Finding:
    return Finding(
        question=QUESTION,
        level=level,
        sentence=sentence,
        remedy=remedy,
        section=SECTION,
        numbers={f"median_{name}": value for name, value in medians.items()},
    )
