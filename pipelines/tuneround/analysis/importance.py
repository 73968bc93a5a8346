"""Importance: which hyperparameters good trials depend on. Exploratory: no test is made.

PED-ANOVA (`ped_anova.py`) in each group of trials that share their hyperparameters:

- all trials: those hyperparameters that every trial has, with one definition; scientific ones too;
- the trials of each scientific setting: its conditional ones beside the common nuisances, where a
  setting has any. A name under two conditions is two hyperparameters, never mixed.

A group needs twenty completed or infeasible trials, half of them with a finite objective, and two
hyperparameters that vary in it; infeasible trials are the worst. A hyperparameter that only a part
of a group has (a condition on a nuisance) is left out, as are trials whose value lies outside its
space (imported ones).

The importance says on what reaching the best tenth depended within the searched space: a wider
space makes a hyperparameter more important, a well chosen one less. It picks no values.

Playbook: "Extracting insight from experimental results" asks for every hyperparameter's plot, and
has no such measure; this one says where to look first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from tuneround.analysis.answer import Answer
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.learning_curve import Floats
from tuneround.analysis.mention import listed, percent
from tuneround.analysis.ped_anova import is_available, ped_anova
from tuneround.records.finding import Finding, Level
from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.model import Scalar

QUESTION = "importance"
SECTION = "Extracting insight from experimental results"
LEAST_TRIALS, LEAST_FEASIBLE, LEAST_NAMES = 20, 10, 2
INSTALL = "Install the extra: pip install 'tuneround[optuna]'."
SCHEMA = {
    "setting": pl.String(),
    "hyperparameter": pl.String(),
    "importance": pl.Float64(),
    "trials": pl.Int64(),
}


@dataclass(frozen=True)
class Group:
    """Trials that share their hyperparameters.

    Attributes:
        label: their scientific setting; empty: all of the round.
        space: what varies among them, each name once.
        points: their values.
        scores: lower is better.

    """

    label: str
    space: tuple[Hyperparameter, ...]
    points: tuple[Mapping[str, Scalar], ...]
    scores: Floats

    @property
    def is_large_enough(self) -> bool:
        """Whether there is anything to tell from it."""
        return (
            len(self.points) >= LEAST_TRIALS
            and int(np.isfinite(self.scores).sum()) >= LEAST_FEASIBLE
            and len(self.space) >= LEAST_NAMES
        )


def importance(judged: JudgedRound) -> Answer:
    """Say which hyperparameters the good trials depended on."""
    groups = [group for group in groups_of(judged) if group.is_large_enough]
    if not groups:
        sentence = (
            f"It takes {LEAST_TRIALS} trials, half of them completed, and {LEAST_NAMES} "
            "hyperparameters to tell."
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


def groups_of(judged: JudgedRound) -> tuple[Group, ...]:
    """Return the groups of a round, all trials first; some may be empty or too small."""
    whole = _group(judged, "")
    known = {(h.name, tuple(h.when)) for h in whole.space}
    settings = [_group(judged, label) for label in judged.labels if label]
    return (whole, *(g for g in settings if {(h.name, tuple(h.when)) for h in g.space} - known))


def _group(judged: JudgedRound, label: str) -> Group:
    mine = judged.trials.filter(
        pl.col("score").is_not_null(), (pl.col("label") == label) | (label == "")
    )
    scores = dict(mine.select("index", "score").iter_rows())
    trials = [trial for trial in judged.plan if trial.index in scores]
    space = tuple(_varying(judged, [trial.hyperparameters for trial in trials], label))
    inside = [t for t in trials if all(h.admits(t.hyperparameters[h.name]) for h in space)]
    return Group(
        label,
        space,
        tuple(trial.hyperparameters for trial in inside),
        np.array([scores[trial.index] for trial in inside], dtype=np.float64),
    )


def _varying(
    judged: JudgedRound, points: Sequence[Mapping[str, Scalar]], label: str
) -> Iterator[Hyperparameter]:
    """Yield what all points have, and what has several values; in a setting, only the nuisances."""
    for hyperparameter in judged.spec.hyperparameters.searched:
        if label and hyperparameter.name in judged.compared:
            continue
        several = hyperparameter.is_range or len(hyperparameter.choices) > 1
        if several and points and all(_has(hyperparameter, point) for point in points):
            yield hyperparameter


def _has(hyperparameter: Hyperparameter, point: Mapping[str, Scalar]) -> bool:
    return hyperparameter.name in point and hyperparameter.is_active(point)


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
