"""Adoption: in a round with repeats, whether its best point may replace the runner-up.

Compared are two points with all their seeds, as comparison.py does: in a round of two listed points
the first against the second, in any other the best point of the best scientific setting against the
best of the runner-up. Below FEWEST_REPEATS seeds a point the question is not asked: no spread is
known from one, and hardly one from two. The verdict is a note whichever it is: nothing is wrong
with a round that does not tell two points apart.

Playbook: "Determining whether to adopt a training pipeline change or hyperparameter configuration".
"""

from collections.abc import Iterator

import polars as pl

from tuneround.analysis.adopting.comparison import compare
from tuneround.analysis.adopting.sides import SidesError, sides_of
from tuneround.analysis.answer import Answer
from tuneround.analysis.comparing.points import Point, noise_of, points_of
from tuneround.analysis.judged import JudgedRound
from tuneround.records.change import Change, FixValue, SetRepeats
from tuneround.records.comparison import ComparedSide, Comparison, Verdict
from tuneround.records.finding import Finding, Level, Numbers
from tuneround.spec.round import RoundSpec
from tuneround.spec.search import Algorithm

SECTION = "Determining whether to adopt a training pipeline change or hyperparameter configuration"
FEWEST_REPEATS = 3
SCHEMA = {
    "role": pl.String(),
    "side": pl.String(),
    "trial": pl.Int64(),
    "value": pl.Float64(),
    "fate": pl.String(),
}
RERUN = "Train the best and the baseline with 5 fresh seeds each: tuneround next FILE --reruns 5."


def adoption(judged: JudgedRound) -> Answer:
    """Say whether the best point of the best setting is better than the runner-up's."""
    points = points_of(judged)
    reason = _unasked(judged, points)
    if reason:
        return Answer((_finding(Level.UNKNOWN, reason, RERUN),))
    try:
        change, baseline = sides_of(judged.spec, points)
    except SidesError as error:
        return Answer((_finding(Level.UNKNOWN, str(error), ""),))
    found = compare(change, baseline, judged.spec.objective, noise_of(points))
    sentence = f"{found.verdict.capitalize()}: {found.reason}"
    finding = _finding(Level.NOTE, sentence, _remedy(found), _numbers(found))
    finding = finding.model_copy(update={"changes": _changes(judged.spec, found)})
    return Answer((finding,), {"adoption": _table(found)})


def _unasked(judged: JudgedRound, points: tuple[Point, ...]) -> str:
    """Return why the round cannot be asked; empty when it can."""
    repeats = judged.spec.budget.repeats
    if repeats < FEWEST_REPEATS:
        seeds = "one seed" if repeats == 1 else f"{repeats} seeds"
        return (
            f"Each point was trained with {seeds}: whether a change is better than its baseline "
            "beyond the spread over seeds is unknown."
        )
    listed = judged.spec.search.algorithm is Algorithm.LISTED and len(points) == 2
    if not listed and len({point.label for point in points}) < 2:
        return "The round compares no settings, so there is no change to adopt."
    return ""


def _remedy(found: Comparison) -> str:
    if found.verdict is Verdict.REJECT:
        return f"Keep {found.baseline.name}."
    if _is_hopeless(found):
        return f"Keep {found.baseline.name}, or raise what the change does."
    chosen = max(found.change.chosen_from, found.baseline.chosen_from) > 1
    if found.verdict is Verdict.INCONCLUSIVE:
        return (
            f"Train both with fresh seeds: tuneround next FILE --reruns {found.seeds_needed or 5}."
        )
    confirm = " Confirm it on fresh seeds first: tuneround next FILE --reruns 5." if chosen else ""
    return f"Adopt {found.change.name} where the gain outweighs its complexity.{confirm}"


def _changes(spec: RoundSpec, found: Comparison) -> tuple[Change, ...]:
    """Return what the next round may take for granted, or how many seeds it needs.

    Nothing is adopted that was chosen by the very scores it is judged by: fresh seeds come first.
    """
    if max(found.change.chosen_from, found.baseline.chosen_from) > 1:
        return ()
    if found.verdict is Verdict.INCONCLUSIVE and found.seeds_needed:
        return (SetRepeats(repeats=found.seeds_needed),)
    held = found.change.hyperparameters
    answered = [
        h for h in spec.hyperparameters.scientific if h.name in found.differs and h.is_active(held)
    ]
    if found.verdict is not Verdict.ADOPT:
        return ()
    return tuple(FixValue(name=h.name, when=h.when, value=held[h.name]) for h in answered)


def _is_hopeless(found: Comparison) -> bool:
    """Whether the sizes could have told, and no number of seeds worth having will."""
    told = found.evidence.p_smallest <= found.evidence.level
    is_open = found.verdict is Verdict.INCONCLUSIVE and found.seeds_needed is None
    return is_open and told and found.evidence.difference is not None


def _numbers(found: Comparison) -> Numbers:
    sides = {"change": found.change, "baseline": found.baseline}
    of_sides = {
        f"{role}_{name}": getattr(side, name)
        for role, side in sides.items()
        for name in ("seeds", "mean", "sd", "chosen_from")
    }
    more = {"seeds_needed": found.seeds_needed, "min_effect": found.objective.min_effect}
    verdict = {"verdict": found.verdict.value}
    return {**verdict, **found.evidence.model_dump(), **of_sides, **more}


def _table(found: Comparison) -> pl.DataFrame:
    rows = [
        (role, side.name, trial, value, fate)
        for role, side in (("change", found.change), ("baseline", found.baseline))
        for trial, value, fate in _trials(side)
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _trials(side: ComparedSide) -> Iterator[tuple[int, float | None, str]]:
    for trial, value in zip(side.trials, side.values, strict=True):
        if trial in side.unscored:
            yield trial, value, "unscored"
        else:
            yield trial, value, "infeasible" if trial in side.infeasible else "scored"


def _finding(level: Level, sentence: str, remedy: str, numbers: Numbers | None = None) -> Finding:
    return Finding(
        question="adoption",
        level=level,
        sentence=sentence,
        remedy=remedy,
        section=SECTION,
        numbers=numbers or {},
    )
