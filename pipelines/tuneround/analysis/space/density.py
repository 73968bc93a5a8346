"""Density: whether there are enough points in the good region of the search space.

What the good region is, and when it was hardly hit, stands in good_region.py. A setting
whose region is thin at p < LEVEL / (number of settings) is a caution: the answer stands, and a
better point is likely to have been missed.

Playbook: "Not sampling enough points in the search space". It says that it is hard to know, and
asks to look at how many points are in the good region; the count and the test are ours.
"""

from collections.abc import Sequence
from math import ceil

import polars as pl

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.space.good_region import FEWEST, GoodRegion, good_regions
from tuneround.analysis.space.naming import setting_text
from tuneround.analysis.verdict import number
from tuneround.records.change import SetTrials
from tuneround.records.finding import Finding, Level

LEVEL = 0.02
WANTED = 5
"""Points in the good region, the best included, for which more trials are proposed."""
MOST_TIMES = 4
"""How many times the trials are multiplied at most in one round."""
MOST_TRIALS = 1_000_000
"""What a spec allows."""
SECTION = "Not sampling enough points in the search space"


def density(judged: JudgedRound) -> Answer:
    """Return whether each setting has enough points in its good region."""
    regions = good_regions(judged)
    thin = [r for r in regions if r.is_thin and r.chance < LEVEL / len(regions)]
    findings = [_finding(judged, region) for region in thin]
    return Answer(
        tuple(findings) or (_nothing(judged, regions),), {"density": _table(judged, regions)}
    )


def _finding(judged: JudgedRound, region: GoodRegion) -> Finding:
    inside = region.others + 1
    trials = judged.spec.budget.trials
    more = min(ceil(trials * min(WANTED / inside, MOST_TIMES)), MOST_TRIALS)
    counted = "only the best" if inside == 1 else f"only {inside}"
    return Finding(
        question="density",
        level=Level.CAUTION,
        setting=region.label,
        sentence=(
            f"Of {len(region.scores)} feasible trials{setting_text(region.label)} {counted} "
            f"reached {number(judged.value(region.limit))}, midway between the best "
            f"({number(judged.value(region.scores[0]))}) and the median: the good region of the "
            "search space was hardly hit, and a better point is likely to have been missed."
        ),
        remedy=(
            f"Run more trials, {more} in all, or narrow the ranges around the best trial "
            f"({region.trials[0]})."
        ),
        section=SECTION,
        numbers={**_numbers(judged, region), "trials": more},
        changes=(SetTrials(trials=more),),
    )


def _numbers(judged: JudgedRound, region: GoodRegion) -> dict[str, float | int]:
    return {
        "feasible": len(region.scores),
        "inside": region.others + 1,
        "limit": judged.value(region.limit),
        "best": judged.value(region.scores[0]),
        "best_trial": region.trials[0],
        "chance": region.chance,
    }


def _nothing(judged: JudgedRound, regions: Sequence[GoodRegion]) -> Finding:
    if not regions:
        return Finding(
            question="density",
            level=Level.UNKNOWN,
            sentence=f"Whether the good region was hit often enough takes {FEWEST} feasible trials "
            "of one setting.",
            section=SECTION,
            numbers={"fewest": FEWEST},
        )
    fewest = min(regions, key=lambda region: region.others)
    return Finding(
        question="density",
        level=Level.FINE,
        sentence=(
            f"{fewest.others + 1} of {len(fewest.scores)} feasible trials"
            f"{setting_text(fewest.label)} are in the good region, at or better than "
            f"{number(judged.value(fewest.limit))}"
            f"{', fewer than of any other setting' if len(regions) > 1 else ''}: not too few."
        ),
        section=SECTION,
        numbers=_numbers(judged, fewest),
    )


def _table(judged: JudgedRound, regions: Sequence[GoodRegion]) -> pl.DataFrame:
    rows = [
        (region.label, rank, trial, judged.value(score), score <= region.limit)
        for region in regions
        for rank, (trial, score) in enumerate(zip(region.trials, region.scores, strict=True), 1)
    ]
    schema = {
        "setting": pl.String,
        "rank": pl.Int64,
        "trial": pl.Int64,
        "objective": pl.Float64,
        "is_good": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")
