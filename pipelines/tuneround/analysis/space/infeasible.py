"""Infeasible: how many trials diverged or failed, how, and where in the search space.

The share of a setting is crosses / (crosses + completed trials that did not diverge). Levels:

    problem   every trial that gave a result is a cross: there is nothing to answer with
    caution   more than MOST of a setting's results are crosses: its best is the best of few
    caution   more than MOST_FAILED of the finished trials failed: the plan has holes
    note      there are some; and where they lie, by concentration.py

Crosses are results: they are kept, shown in every plot and counted as worst, not dropped. Where an
end of a range is nothing but crosses, the next round may leave it out (cutting.py); where
the best trials lie beside it, boundary.py says what else to do.

Playbook: "Identifying bad search space boundaries" and "Extracting insight from experimental
results". It gives no thresholds; these are ours: a setting of which half the trials are lost was
searched with half the budget.
"""

from collections import Counter

import polars as pl

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.space.clusters import SECTION, cluster_finding, parts_table
from tuneround.analysis.space.concentration import concentrations, parts_of
from tuneround.analysis.space.mishaps import Mishap, mishaps
from tuneround.analysis.space.naming import setting_text
from tuneround.analysis.training.mention import percent
from tuneround.records.finding import Finding, Level

MOST = 0.5
MOST_FAILED = 0.1
FEWEST = 4
"""Results of a setting below which its share says nothing."""


def infeasible(judged: JudgedRound) -> Answer:
    """Return how many trials are crosses or failed, and where the crosses lie."""
    found = mishaps(judged)
    counts = Counter(found["mishap"].to_list())
    results = found.filter(pl.col("mishap") != Mishap.FAILED.value)
    is_cross = dict(zip(results["trial"].to_list(), results["is_cross"].to_list(), strict=True))
    parts = parts_of(judged, is_cross)
    findings = [
        _overall(counts, sum(is_cross.values()), len(is_cross)),
        *_settings(results),
        *_failed(counts),
        *(cluster_finding(judged, cluster, is_cross) for cluster in concentrations(parts)),
    ]
    by_level = sorted(findings, key=lambda finding: finding.level.rank)
    return Answer(
        tuple(by_level),
        {"infeasible": parts_table(parts), "mishaps": _mishaps_table(found)},
    )


def _overall(counts: Counter[str], crosses: int, results: int) -> Finding:
    named = [kind for kind in Mishap if kind is not Mishap.WELL and counts[kind.value]]
    listed = ", ".join(f"{counts[kind.value]} {kind.value}" for kind in named)
    numbers = {
        "results": results,
        "crosses": crosses,
        "share": crosses / results if results else None,
        **{f"{kind.value.replace(' ', '_')}": counts[kind.value] for kind in Mishap},
    }
    if not results:
        failed = f"; {counts[Mishap.FAILED]} failed" if counts[Mishap.FAILED] else ""
        sentence = f"No trial has a result yet{failed}."
        return _finding(Level.UNKNOWN, sentence, numbers=numbers)
    if not crosses:
        sentence = f"None of {results} trials diverged or was infeasible."
        return _finding(Level.FINE, sentence, numbers=numbers)
    if crosses == results:
        return _finding(
            Level.PROBLEM,
            f"All {results} trials with a result diverged or were infeasible ({listed}).",
            "Train one trial by hand at the gentlest point of the space, and search around what "
            "works.",
            numbers=numbers,
        )
    sentence = (
        f"{crosses} of {results} trials ({percent(crosses / results)}) diverged or were "
        f"infeasible, counting each kind apart: {listed}. They count as worst."
    )
    return _finding(Level.NOTE, sentence, numbers=numbers)


def _settings(results: pl.DataFrame) -> list[Finding]:
    """Return a finding for each setting, in a round that has several, most of which is lost."""
    rows = results.group_by("label", maintain_order=True).agg(
        crosses=pl.col("is_cross").sum(), results=pl.len()
    )
    all_lost = rows["crosses"].sum() == rows["results"].sum()
    return [
        _finding(
            Level.CAUTION,
            f"{crosses} of the {count} trials{setting_text(label)} diverged or were infeasible: "
            f"its best is the best of {count - crosses}.",
            "Narrow its ranges to where it trains, or give it more trials.",
            setting=label,
            numbers={"results": count, "crosses": crosses, "share": crosses / count},
        )
        for label, crosses, count in rows.iter_rows()
        if not all_lost and count >= FEWEST and crosses > MOST * count
    ]


def _failed(counts: Counter[str]) -> list[Finding]:
    failed, finished = counts[Mishap.FAILED], counts.total()
    if not failed:
        return []
    return [
        _finding(
            Level.CAUTION if failed > MOST_FAILED * finished else Level.NOTE,
            f"{failed} of {finished} finished trials failed by an error of the program, so their "
            "points of the search space are holes.",
            "Read their tracebacks. A configuration that cannot be trained should end as "
            "trial.infeasible(reason), which is a result.",
            numbers={"failed": failed, "finished": finished},
        )
    ]


def _mishaps_table(found: pl.DataFrame) -> pl.DataFrame:
    return (
        found.group_by(setting="label", end="mishap", maintain_order=True)
        .agg(trials=pl.len().cast(pl.Int64))
        .sort("setting", "end")
    )


def _finding(level: Level, sentence: str, remedy: str = "", **fields: object) -> Finding:
    return Finding.model_validate(
        {
            "question": "infeasible",
            "level": level,
            "sentence": sentence,
            "remedy": remedy,
            "section": SECTION,
            **fields,
        }
    )
