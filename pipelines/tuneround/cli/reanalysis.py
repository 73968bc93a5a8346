"""Reanalysis: what another rule would choose, as text for a person."""

from collections.abc import Iterator

from tuneround.analysis.verdict import number
from tuneround.cli.table import number as cell
from tuneround.cli.table import table
from tuneround.records.reanalysis import Reanalysis
from tuneround.records.result import Choice
from tuneround.text import visible

MOST_SETTINGS = 20


def reanalysis_text(found: Reanalysis) -> str:
    """Return the winner, the settings, whether the conclusion changes, and its checkpoint."""
    blocks = [list(_winner(found)), _settings(found), [_conclusion(found)], [_checkpoint(found)]]
    return visible("\n\n".join("\n".join(lines) for lines in blocks if any(lines)))


def _winner(found: Reanalysis) -> Iterator[str]:
    better = "lower" if found.objective.direction == "minimize" else "higher"
    by = f"By {found.rule} of {found.objective.metric} ({better} is better)"
    if found.best is None:
        yield f"{by} nothing is chosen: no completed trial of {found.completed} has a value."
        return
    yield f"{by}: trial {found.best.trial}, {_place(found.best)}."
    source = f"result {found.tables}" if found.tables is not None else "the trials' own objects"
    yield f"{found.valued} of {found.completed} completed trials have a value; read from {source}."


def _settings(found: Reanalysis) -> list[str]:
    """Return what tells the best of each setting from the others; nothing without settings."""
    if len(found.settings) < 2:
        return []
    names = dict.fromkeys(name for choice in found.settings for name in choice.hyperparameters)
    varied = [name for name in names if _varies(name, found.settings)]
    rows = [
        [
            number(choice.value),
            str(choice.trial),
            str(choice.step),
            *(cell(choice.hyperparameters.get(name)) for name in varied),
        ]
        for choice in found.settings[:MOST_SETTINGS]
    ]
    return [table((found.rule, "trial", "step", *varied), rows)]


def _varies(name: str, choices: tuple[Choice, ...]) -> bool:
    return len({repr(choice.hyperparameters.get(name)) for choice in choices}) > 1


def _conclusion(found: Reanalysis) -> str:
    if found.result is None:
        return "No result stands to compare with: tuneround aggregate FILE."
    chosen = found.result_best
    if found.best is None or chosen is None:
        return f"Result {found.result} chose nothing." if chosen is None else ""
    other = f"trial {chosen.trial}, {_place(chosen)}"
    if not found.same_setting:
        return f"The conclusion changes: result {found.result} chose another setting, by {other}."
    if not found.same_trial:
        return f"Another trial: result {found.result} chose {other}, of the same setting."
    if chosen.step != found.best.step:
        return f"Result {found.result} chose the same trial at step {chosen.step}."
    return f"Result {found.result} chose the same evaluation."


def _checkpoint(found: Reanalysis) -> str:
    best, kept = found.best, found.kept
    if best is None:
        return ""
    if kept is None:
        return f"No checkpoint of trial {best.trial} was kept."
    if kept.step == best.step:
        return f"Its checkpoint was kept: {kept.key}"
    value = "not finite" if kept.value is None else number(kept.value)
    return (
        f"The checkpoint of step {best.step} was not kept; the nearest that was, of step "
        f"{kept.step} ({found.objective.metric} {value}): {kept.key}"
    )


def _place(choice: Choice) -> str:
    return f"{number(choice.value)} at step {choice.step}"
