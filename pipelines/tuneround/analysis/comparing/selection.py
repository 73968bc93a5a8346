"""Selection: whether the conclusion hangs on how a trial's evaluation is chosen.

The choice in hindsight takes each trial's best evaluation, which is also its luckiest. So the
winner is looked for by two rules more: each trial's last evaluation, and its best mean of three in
a row (`rule.py`). Counted is in how many completed trials the last evaluation is worse
than the best, or not finite.

- Another winning setting is a caution: how a checkpoint is chosen answers the question instead of
  the settings. Another winning trial of the same setting is a note.
- With repeats the points are ranked by the mean over their seeds of each trial's best, beside the
  single best trial, which is the best of many draws and so better than it will be again (the
  winner's curse). Another setting is a caution, another point a note. Only points with as many
  results as the fullest are ranked; one infeasible seed makes a point infeasible.

Playbook: "Saving checkpoints and retrospectively selecting the best checkpoint". It chooses by the
best evaluation only; the comparison of rules is ours.
"""

from dataclasses import dataclass
from math import isinf

import polars as pl

from tuneround.analysis.answer import Answer
from tuneround.analysis.comparing.draws import draws_of
from tuneround.analysis.comparing.rejudged import judged_by
from tuneround.analysis.comparing.rule import Rule, RuleKind
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.select import best_first
from tuneround.analysis.verdict import number
from tuneround.records.attempt import Fate
from tuneround.records.finding import Finding, Level, Numbers

SECTION = "Saving checkpoints and retrospectively selecting the best checkpoint"
RULES = (Rule(RuleKind.BEST), Rule(RuleKind.FINAL), Rule(RuleKind.SMOOTHED, 3))
RETRAIN = "Retrain the best of each setting with several seeds before choosing between them."
BELIEVE_MEANS = "Prefer the point with the best mean: the best of many trials is also the luckiest."


@dataclass(frozen=True)
class Winner:
    """The trial that a rule chooses."""

    rule: Rule
    trial: int
    step: int
    value: float
    label: str


def selection(judged: JudgedRound) -> Answer:
    """Say whether another rule of selection would change the conclusion."""
    winners = winners_of(judged)
    if not winners:
        sentence = "No completed trial has a finite objective, so that no rule chooses anything."
        return Answer((_finding(Level.UNKNOWN, sentence),))
    findings = [_rules_finding(judged, winners), *_points_findings(judged)]
    return Answer(tuple(sorted(findings, key=lambda finding: finding.level.rank)))


def winners_of(judged: JudgedRound) -> list[Winner]:
    """Return the winner by each rule that has one, the best evaluation's first."""
    labels = dict(zip(judged.trials["index"], judged.trials["label"], strict=True))
    found = []
    for rule in RULES:
        values = judged_by(judged.tables, judged.spec.objective, rule)
        for trial, step, value in best_first(values, judged.spec.objective).head(1).iter_rows():
            found.append(Winner(rule, trial, step, value, labels[trial]))
    return found


def _rules_finding(judged: JudgedRound, winners: list[Winner]) -> Finding:
    first, *others = winners
    completed, worse = _ends_worse(judged)
    ends = f"{worse} of {completed} completed trials end worse than their best"
    other_setting = [winner for winner in others if winner.label != first.label]
    other_trial = [winner for winner in others if winner.trial != first.trial]
    numbers: Numbers = {
        "rules": tuple(str(winner.rule) for winner in winners),
        "trials": tuple(winner.trial for winner in winners),
        "steps": tuple(winner.step for winner in winners),
        "values": tuple(winner.value for winner in winners),
        "settings": tuple(winner.label for winner in winners),
        "completed": completed,
        "worse_at_the_end": worse,
    }
    chosen = f"By the best evaluation {_named(first)} wins"
    if other_setting:
        sentence = f"{chosen}, but {_listed(other_setting)}; {ends}."
        return _finding(Level.CAUTION, sentence, RETRAIN, numbers)
    same = f"; the setting stays {first.label}" if first.label else ""
    if other_trial:
        sentence = f"{chosen}, and {_listed(other_trial)}{same}; {ends}."
        return _finding(Level.NOTE, sentence, numbers=numbers)
    rules = " and ".join(str(winner.rule) for winner in others)
    sentence = f"{chosen}, and by {rules} too; {ends}." if others else f"{chosen}; {ends}."
    return _finding(Level.FINE, sentence, numbers=numbers)


def _points_findings(judged: JudgedRound) -> list[Finding]:
    """Return the finding about the means over seeds; none without repeats."""
    points = draws_of(judged)
    seeds = max((point.seeds for point in points), default=1)
    whole = [point for point in points if point.seeds == seeds and not isinf(point.score)]
    best = judged.selection.best
    if seeds == 1 or not whole or best is None:
        return []
    first = min(whole, key=lambda point: (point.score, point.trial))
    places = {trial.index: (trial.setting, trial.point) for trial in judged.plan}
    own = next(point for point in points if point.place == places[best.trial])
    numbers: Numbers = {
        "seeds": seeds,
        "best_mean": judged.value(first.score),
        "best_mean_trial": first.trial,
        "best_mean_setting": first.label,
        "best_value": best.value,
        "best_trial": best.trial,
        "best_setting": own.label,
    }
    point = f"the point of trial {first.trial}" + (f" ({first.label})" if first.label else "")
    mean = f"{number(judged.value(first.score))} over {seeds} seeds"
    single = f"the single best trial, {best.trial}, with {number(best.value)}"
    if own.place == first.place:
        sentence = f"The best mean, {mean}, is that of {point}, which holds {single}, too."
        return [_finding(Level.FINE, sentence, numbers=numbers)]
    level = Level.NOTE if own.label == first.label else Level.CAUTION
    belongs = f", belongs to {own.label}" if level is Level.CAUTION else " is of another point"
    sentence = f"The best mean, {mean}, is that of {point}, but {single}{belongs}."
    return [_finding(level, sentence, BELIEVE_MEANS, numbers)]


def _ends_worse(judged: JudgedRound) -> tuple[int, int]:
    """Return how many completed trials have a best value, and how many end with a worse one."""
    completed = judged.trials.filter(fate=Fate.COMPLETED.value).drop_nulls("best_value")
    worse = (pl.col("last_value") != pl.col("best_value")).fill_null(value=True)
    return completed.height, completed.filter(worse).height


def _listed(winners: list[Winner]) -> str:
    return " and ".join(f"by {winner.rule} {_named(winner)}" for winner in winners)


def _named(winner: Winner) -> str:
    setting = f" of {winner.label}" if winner.label else ""
    return f"trial {winner.trial}{setting} ({number(winner.value)} at step {winner.step})"


def _finding(
    level: Level, sentence: str, remedy: str = "", numbers: Numbers | None = None
) -> Finding:
    return Finding(
        question="selection",
        level=level,
        sentence=sentence,
        remedy=remedy,
        section=SECTION,
        numbers=numbers or {},
    )
