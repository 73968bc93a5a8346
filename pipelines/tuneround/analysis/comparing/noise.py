"""Noise: how far seeds alone spread the objective, against the difference that was found.

With repeats, each point has several trainings that differ in their seeds only. Their standard
deviation is pooled,

    s^2 = sum_p sum_i (v_pi - mean_p)^2 / f,    f = sum_p (r_p - 1),

over the better half of the points (rounded up) that have two finite values: what is compared are
good points, and bad ones, near an instability, scatter far more. The interval of s is that of
normal noise, s sqrt(f / chi2), at 95%.

Compared are the best means of the two best settings, or of the two best points in a round that
compares none: a difference d of means over r_1 and r_2 seeds is beyond the noise when

    |d| > t(.975, f) s sqrt(1 / r_1 + 1 / r_2)

A setting that leads by no more is a caution, a point a note. Both are the best of many points, so
that the true difference is rather smaller: `tuneround compare` asks on fresh seeds. Without repeats
the noise is unknown.

Playbook: "Determining whether to adopt a training pipeline change or hyperparameter configuration"
(trial variance). It asks for the spread at the best point; to pool the better half is ours.
"""

from math import isfinite

import polars as pl

from tuneround.analysis.answer import Answer
from tuneround.analysis.comparing.seed_noise import Repeated, Spread, repeated_points, spread_of
from tuneround.analysis.finite import finite
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.verdict import number
from tuneround.records.finding import Finding, Level, Numbers

SECTION = "Determining whether to adopt a training pipeline change or hyperparameter configuration"
SCHEMA = {
    "rank": pl.Int64(),
    "setting": pl.String(),
    "trial": pl.Int64(),
    "value": pl.Float64(),
    "mean": pl.Float64(),
}
MEASURE = (
    "Retrain the best point and its rival with several seeds: tuneround next --reruns 5; or write "
    "`repeats` into the budget."
)
MORE_SEEDS = "Retrain both with more seeds (tuneround next --reruns 5), and compare them."


def noise(judged: JudgedRound) -> Answer:
    """Say how far seeds alone spread the objective, against the difference that was found."""
    repeated = repeated_points(judged)
    if not repeated:
        sentence = "No point has two finite results, so how far seeds alone spread the objective"
        return Answer((_finding(Level.UNKNOWN, f"{sentence} is unknown.", MEASURE),))
    spread = spread_of(repeated)
    if not isfinite(spread.deviation):
        sentence = "The results of one point lie too far apart for a standard deviation."
        return Answer((_finding(Level.UNKNOWN, sentence, ""),))
    low, high = spread.interval
    numbers: dict[str, float | int | str | None] = {
        "deviation": finite(spread.deviation),
        "degrees_of_freedom": spread.freedom,
        "deviation_low": finite(low),
        "deviation_high": finite(high),
    }
    metric = judged.spec.objective.metric
    sentence = (
        f"Seeds alone spread {metric} with a standard deviation of {number(spread.deviation)} "
        f"({number(low)} to {number(high)}, {spread.freedom} degrees of freedom)"
    )
    data = {"noise": _table(judged, repeated)}
    return Answer((_compared(judged, repeated, spread, sentence, numbers),), data)


def _compared(
    judged: JudgedRound,
    repeated: list[Repeated],
    spread: Spread,
    sentence: str,
    numbers: dict[str, float | int | str | None],
) -> Finding:
    """Return the finding, with the difference between the best two if there are two."""
    first = repeated[0]
    others = [p for p in repeated if p.point.label != first.point.label] or repeated[1:]
    if not others:
        return _finding(Level.NOTE, f"{sentence}.", "", numbers)
    second = others[0]
    difference, margin = second.mean - first.mean, spread.margin(first, second)
    numbers |= {
        "leader": first.point.label,
        "difference": finite(difference),
        "margin": finite(margin),
    }
    names = f"{_named(first)} and {_named(second)}"
    found = f"{sentence}; the means of {names} differ by {number(difference)}"
    if difference > margin:
        return _finding(Level.FINE, f"{found}, beyond the noise ({number(margin)}).", "", numbers)
    sentence = f"{found}, which is within the noise ({number(margin)})."
    between_settings = second.point.label != first.point.label
    level = Level.CAUTION if between_settings else Level.NOTE
    return _finding(level, sentence, MORE_SEEDS, numbers)


def _named(repeated: Repeated) -> str:
    point = repeated.point
    trial = f"trial {point.repeats[0].trial}"
    return f"{point.label} ({trial} and its repeats)" if point.label else f"{trial}'s point"


def _table(judged: JudgedRound, repeated: list[Repeated]) -> pl.DataFrame:
    """Return a row for each training of a point with repeats, best point first."""
    rows = [
        (rank, one.point.label, repeat.trial, judged.value(repeat.score), judged.value(one.mean))
        for rank, one in enumerate(repeated)
        for repeat in one.point.repeats
        if repeat.score is not None
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _finding(level: Level, sentence: str, remedy: str, numbers: Numbers | None = None) -> Finding:
    return Finding(
        question="noise",
        level=level,
        sentence=sentence,
        remedy=remedy,
        section=SECTION,
        numbers=numbers or {},
    )
