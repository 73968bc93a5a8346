"""Gradients: how large the gradients were, and what clipping or warming up would change.

Asked of the unclipped norms (`trial.log(grad_norm=…)`) of the best trial of each scientific
setting, which the bucket keeps as quantiles (`gradient_norms.py`).

- Clipping begins at the 90th percentile of the norms over all steps, which is stated. Where a
  threshold is known, by a hyperparameter or a logged value called `clip_norm`, the share of the
  updates above it is counted: above a half, clipping is a learning rate in disguise, a caution.
  No other name is taken for a threshold.
- Spikes: an interval after the first tenth of the steps has a norm of ten times the median around
  it (the median over eleven intervals of their medians). In 1% of the intervals, a caution:
  clip. In fewer, or where there is a threshold already, a note.
- Early: a norm in the first tenth of the steps is fifty times the median of all later ones: a
  caution, warm up. Gradients fall naturally by a factor of ten or more from the initialization on.

Playbook: "How can optimization failures be debugged and mitigated?". The 90th percentile and the
half are its own; ten, fifty and 1% are ours.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.tables import LOGGED
from tuneround.analysis.training.gradient_norms import gradient_norms
from tuneround.analysis.training.gradient_tables import (
    histogram_table,
    interval_table,
    threshold_table,
)
from tuneround.analysis.training.mention import listed, percent
from tuneround.analysis.training.stability import EARLY, SPIKE, Stability, stability_of
from tuneround.analysis.verdict import number
from tuneround.records.finding import Finding, Level, Numbers

QUESTION = "gradients"
SECTION = "How can optimization failures be debugged and mitigated?"
CLIP = "clip_norm"
AGGRESSIVE = 0.5
LOG_IT = "Log the norm of all gradients before clipping, at every step: trial.log(grad_norm=…)."


def gradients(judged: JudgedRound) -> Answer:
    """Say how large the gradients of the best trials were, and whether they were stable."""
    trials = [choice.trial for choice in judged.selection.settings]
    norms = gradient_norms(judged, trials)
    if not norms:
        why = (
            "No gradient norms are logged"
            if trials
            else "No completed trial has a finite objective"
        )
        return Answer((_finding(Level.UNKNOWN, f"{why}.", {}, LOG_IT if trials else ""),))
    found = [stability_of(mine) for mine in norms]
    thresholds = _thresholds(judged, trials)
    clipped = {
        mine.trial: share
        for mine in norms
        if mine.trial in thresholds
        and (share := mine.share_above(thresholds[mine.trial])) is not None
    }
    findings = (
        *_clipping(found, clipped),
        *_spikes(found, clipped),
        *_early(found),
    ) or (_stable(found),)
    data = {
        QUESTION: interval_table(norms),
        "gradients-histogram": histogram_table(norms),
        "gradients-thresholds": threshold_table(norms),
    }
    return Answer(tuple(sorted(findings, key=lambda finding: finding.level.rank)), data)


def _thresholds(judged: JudgedRound, trials: Sequence[int]) -> dict[int, float]:
    """Return the clipping threshold of each trial that says it."""
    logged = f"{LOGGED}{CLIP}/mean"
    found: dict[int, float] = {}
    if logged in judged.tables.evaluations.columns:
        rows = judged.tables.evaluations.filter(pl.col("trial").is_in(list(trials)))
        means = rows.group_by("trial").agg(pl.col(logged).cast(pl.Float64).median())
        found = {trial: mean for trial, mean in means.iter_rows() if mean is not None}
    for trial in judged.plan:
        value = trial.hyperparameters.get(CLIP)
        if trial.index in trials and isinstance(value, int | float) and not isinstance(value, bool):
            found[trial.index] = float(value)
    return {trial: threshold for trial, threshold in found.items() if threshold > 0}


def _clipping(found: Sequence[Stability], clipped: Mapping[int, float]) -> list[Finding]:
    mine = [one for one in found if clipped.get(one.trial, 0.0) > AGGRESSIVE]
    if not mine:
        return []
    shares = listed([percent(clipped[one.trial]) for one in mine])
    sentence = f"About {shares} of the updates were clipped in {_named(mine)}."
    remedy = "Clip less and lower the learning rate: so much clipping is a rate in disguise."
    return [_finding(Level.CAUTION, sentence, _numbers(mine, clipped), remedy)]


def _spikes(found: Sequence[Stability], clipped: Mapping[int, float]) -> list[Finding]:
    mine = [one for one in found if one.spikes]
    if not mine:
        return []
    harmful = any(one.spikes_often and one.trial not in clipped for one in mine)
    counts = listed([f"{len(one.spikes)} of {one.intervals}" for one in mine])
    sentence = (
        f"Gradient norms of {number(SPIKE)} times the usual came late in training, in {counts} "
        f"intervals of {_named(mine)}."
    )
    level = Level.CAUTION if harmful else Level.NOTE
    return [_finding(level, sentence, _numbers(mine, clipped), _clip_at(mine))]


def _early(found: Sequence[Stability]) -> list[Finding]:
    mine = [one for one in found if one.begins_unstable]
    if not mine:
        return []
    times = listed([number(one.early or 0.0) for one in mine])
    sentence = (
        f"The first gradients were {times} times the later ones in {_named(mine)} (usual is less "
        f"than {number(EARLY)})."
    )
    remedy = "Warm the learning rate up, or look at the initialization."
    return [_finding(Level.CAUTION, sentence, _numbers(mine, {}), remedy)]


def _stable(found: Sequence[Stability]) -> Finding:
    largest = listed([number(one.greatest) for one in found])
    percentiles = listed([number(one.percentile) for one in found])
    sentence = (
        f"The gradient norms of {_named(found)} were steady: 90% of them below about "
        f"{percentiles}, the greatest {largest}."
    )
    return _finding(Level.FINE, sentence, _numbers(found, {}))


def _clip_at(found: Sequence[Stability]) -> str:
    percentiles = listed([number(one.percentile) for one in found])
    return f"Clip the gradient norm at about {percentiles}, their 90th percentile."


def _named(found: Sequence[Stability]) -> str:
    if not found[0].label:
        return f"the best trial ({found[0].trial})"
    named = listed([f"{one.label} ({one.trial})" for one in found])
    return f"the best trial{'' if len(found) == 1 else 's'} of {named}"


def _numbers(found: Sequence[Stability], clipped: Mapping[int, float]) -> Numbers:
    return {
        "trials": tuple(one.trial for one in found),
        "percentiles_90": tuple(one.percentile for one in found),
        "greatest": tuple(one.greatest for one in found),
        "early_ratios": tuple(one.early for one in found),
        "spiking_intervals": tuple(len(one.spikes) for one in found),
        "late_intervals": tuple(one.intervals for one in found),
        "clipped_shares": tuple(clipped.get(one.trial) for one in found),
    }


def _finding(level: Level, sentence: str, numbers: Numbers, remedy: str = "") -> Finding:
    return Finding(
        question=QUESTION,
        level=level,
        sentence=sentence,
        remedy=remedy,
        section=SECTION,
        numbers=numbers,
    )
