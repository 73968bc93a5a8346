"""Sections: what the page says, as plain data for its template."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tuneround.analysis.settings import setting_label
from tuneround.analysis.verdict import number
from tuneround.records.attempt import Fate
from tuneround.records.result import Choice, Result
from tuneround.report.labels import condition_text, value_text
from tuneround.report.rows import TrialRow
from tuneround.spec.objective import Direction
from tuneround.spec.round import TuningRound

MOST_FAILURES = 20
MOST_SETTINGS = 20


@dataclass(frozen=True)
class Tile:
    """One figure at the head of the page."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class SettingRow:
    """One scientific setting: its best evaluation, and how many trials looked for it."""

    label: str
    best: Choice
    completed: int
    infeasible: int


def settings_of(
    result: Result, rows: Sequence[TrialRow], compared: tuple[str, ...]
) -> list[SettingRow]:
    """Return the settings that have results, best first; none in a round that compares none."""
    ended = Counter((row.setting, row.fate) for row in rows)
    labels = [setting_label(choice.hyperparameters, compared) for choice in result.settings]
    return [
        SettingRow(label, choice, ended[label, Fate.COMPLETED], ended[label, Fate.INFEASIBLE])
        for label, choice in zip(labels, result.settings, strict=True)
        if label
    ][:MOST_SETTINGS]


def tiles_of(result: Result) -> list[Tile]:
    """Return the figures at the head: the best value, the last-step rule, the fates."""
    counts = result.counts
    tiles = []
    if result.best is not None:
        note = f"trial {result.best.trial}, step {result.best.step}"
        tiles.append(Tile(f"best {result.objective.metric}", number(result.best.value), note))
    if result.last_step is not None:
        note = f"trial {result.last_step.trial}, step {result.last_step.step}"
        tiles.append(Tile("by the last-step rule", number(result.last_step.value), note))
    tiles.append(Tile("completed", str(counts["completed"]), f"of {counts['planned']} planned"))
    tiles += [
        Tile(fate.value, str(counts[fate.value]))
        for fate in Fate
        if fate is not Fate.COMPLETED and counts[fate.value]
    ]
    return tiles


def last_step_sentence(result: Result) -> str:
    """Return how the last-step rule would have chosen, and what that would have cost."""
    best, last = result.best, result.last_step
    if best is None:
        return ""
    if last is None:
        return "The last-step rule would have picked nothing: no last evaluation was finite."
    place = f"trial {last.trial} at step {last.step}"
    if (last.trial, last.step) == (best.trial, best.step):
        return f"The last-step rule would have picked the same evaluation, {place}."
    cost = abs(last.value - best.value)
    picked = f"The last-step rule would have picked {place}, {result.objective.metric}"
    if cost == 0:
        return f"{picked} {number(last.value)}: as good."
    word = "higher" if last.value > best.value else "lower"
    return f"{picked} {number(last.value)}: {number(cost)} {word} than the choice in hindsight."


def checkpoint_sentence(result: Result) -> str:
    """Return which checkpoint can be had, and how it differs from the best evaluation."""
    best, held = result.best, result.checkpoint
    if best is None:
        return "There is no best checkpoint: no trial has completed with a finite objective."
    if held is None:
        return "No checkpoint of a completed trial's evaluation is in the bucket."
    if (best.trial, best.step) == (held.trial, held.step):
        return "Its checkpoint is in the bucket, and its files have the committed hashes."
    return (
        f"The checkpoint of that evaluation is not available; the best that is: trial {held.trial} "
        f"at step {held.step}, {result.objective.metric} {number(held.value)}."
    )


def failures_of(rows: Sequence[TrialRow]) -> list[TrialRow]:
    """Return the trials that left a traceback, the first of them."""
    return [row for row in rows if row.traceback][:MOST_FAILURES]


def caveats_of(round_: TuningRound, result: Result) -> list[str]:
    """Return what the answer rests on, a sentence each."""
    spec = round_.spec
    caveats = [
        f"It holds for {h.name} = {value_text(h.value)}"
        + (f" (when {condition_text(h)})" if h.when else "")
        + ", which was not varied."
        for h in spec.hyperparameters.fixed
    ]
    repeats = spec.budget.repeats
    return [
        *caveats,
        f"It holds for a budget of {spec.budget.steps} steps, evaluated every "
        f"{spec.budget.evaluate_every}.",
        f"Each point was run with {'one seed' if repeats == 1 else f'{repeats} seeds'}: retrain "
        "the best with several before believing a small difference.",
        *result.notes,
    ]


def direction_text(direction: Direction) -> str:
    """Return which way is better, for a person."""
    return "lower is better" if direction is Direction.MINIMIZE else "higher is better"


def exact(choice: Choice) -> list[tuple[str, str]]:
    """Return the hyperparameters of a choice with every digit, to be used again."""
    return [
        (name, value_text(value) if isinstance(value, bool | str) else repr(value))
        for name, value in choice.hyperparameters.items()
    ]
