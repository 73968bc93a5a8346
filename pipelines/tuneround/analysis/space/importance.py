"""Importance: which hyperparameters good trials depend on. Exploratory: no test is made.

PED-ANOVA (`ped_anova.py`) in each group of trials that share their hyperparameters
(`sharing.py`): all trials, and those of each scientific setting with conditional ones. Infeasible
trials are the worst.

The importance says on what reaching the best tenth depended within the searched space: a wider
space makes a hyperparameter more important, a well chosen one less. It picks no values.

Playbook: "Extracting insight from experimental results" asks for every hyperparameter's plot, and
has no such measure; this one says where to look first.
"""

from collections.abc import Mapping

import polars as pl

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.space.ped_anova import is_available, ped_anova
from tuneround.analysis.space.sharing import LEAST_NAMES, LEAST_POINTS, Group, groups_of
from tuneround.analysis.training.mention import listed, percent
from tuneround.records.finding import Finding, Level

QUESTION = "importance"
SECTION = "Extracting insight from experimental results"
INSTALL = "Install the extra: pip install 'tuneround[optuna]'."
SCHEMA = {
    "setting": pl.String(),
    "hyperparameter": pl.String(),
    "importance": pl.Float64(),
    "trials": pl.Int64(),
}


def importance(judged: JudgedRound) -> Answer:
    """Say which hyperparameters the good trials depended on."""
    groups = [group for group in groups_of(judged) if group.is_large_enough]
    if not groups:
        sentence = (
            f"It takes {LEAST_POINTS} different points, half as many trials completed, and "
            f"{LEAST_NAMES} hyperparameters to tell."
        )
        return Answer((_finding(Level.UNKNOWN, sentence),))
    if not is_available():
        sentence = "Importances are computed by optuna, which is not installed."
        return Answer((_finding(Level.UNKNOWN, sentence, remedy=INSTALL),))
    found = [(group, ped_anova(group.space, group.points, group.scores)) for group in groups]
    rows = [
        (group.label, name, share, len(group.points))
        for group, shares in found
        for name, share in shares.items()
    ]
    data = {QUESTION: pl.DataFrame(rows, schema=SCHEMA, orient="row")}
    return Answer(tuple(_said(group, shares) for group, shares in found), data)


def _said(group: Group, shares: Mapping[str, float]) -> Finding:
    among = f"{len(group.points)} trials" + (f" of {group.label}" if group.label else "")
    largest = [f"{name} ({percent(share)})" for name, share in shares.items() if share > 0]
    depended = (
        f"most on {listed(largest[:3])}" if largest else "on no hyperparameter more than another"
    )
    sentence = (
        f"Exploratory, without a test: among {among}, to be one of the best depended {depended}, "
        "within the searched space."
    )
    return _finding(
        Level.NOTE,
        sentence,
        label=group.label,
        shares=shares,
        remedy="Look at the plots of these first; importance alone chooses no value.",
    )


def _finding(
    level: Level,
    sentence: str,
    *,
    label: str = "",
    shares: Mapping[str, float] | None = None,
    remedy: str = "",
) -> Finding:
    return Finding(
        question=QUESTION,
        level=level,
        setting=label,
        sentence=sentence,
        remedy=remedy,
        section=SECTION,
        numbers=dict(shares or {}),
    )
