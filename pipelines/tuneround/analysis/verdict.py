"""Verdict: the answer in one sentence, no stronger than its evidence.

It names the best that was found, not a significant difference: that takes the tests of
"Determining whether to adopt a training pipeline change" (playbook), which are not made here.
"""

from collections import Counter
from collections.abc import Sequence

from tuneround.analysis.select import Selection
from tuneround.analysis.settings import setting_label
from tuneround.analysis.tables import Tables
from tuneround.records.attempt import Fate
from tuneround.records.plan import PlannedTrial
from tuneround.records.result import Choice
from tuneround.spec.objective import Direction, Objective


def verdict(
    tables: Tables,
    plan: Sequence[PlannedTrial],
    selection: Selection,
    objective: Objective,
    compared: tuple[str, ...],
) -> str:
    """Return the verdict."""
    counts = fate_counts(tables)
    if selection.best is None:
        return _nothing(counts, objective)
    completed = set(_indices(tables, Fate.COMPLETED))
    sizes = Counter(
        setting_label(t.hyperparameters, compared) for t in plan if t.index in completed
    )
    return f"{_answer(selection, objective, compared, sizes)}{_caution(counts)}."


def fate_counts(tables: Tables) -> dict[str, int]:
    """Return the number of planned trials and of each fate; the fates add up to planned."""
    fates = Counter(tables.trials["fate"].to_list())
    return {"planned": tables.trials.height, **{fate.value: fates[fate.value] for fate in Fate}}


def number(value: float) -> str:
    """Return a value as the answer writes it: four significant digits.

    >>> number(0.0312345), number(1200.0)
    ('0.03123', '1200')
    """
    return f"{value:.4g}"


def _answer(
    selection: Selection, objective: Objective, compared: tuple[str, ...], sizes: Counter[str]
) -> str:
    first, *others = selection.settings
    found = _found(first, objective)
    label = setting_label(first.hyperparameters, compared)
    if not label:
        return f"The {found}, in {_trials(sizes.total())}"
    if not others:
        return f"Only {label} has results: the {found}, in {_trials(sizes.total())}"
    other = setting_label(others[0].hyperparameters, compared)
    return (
        f"{label} reached the {found}, {_relation(first, others[0], other)}: the best found in "
        f"{_each(sizes[label], sizes[other])}, not a test of significance"
    )


def _relation(first: Choice, second: Choice, other: str) -> str:
    if second.value == first.value:
        return f"and so did {other} (trial {second.trial}, step {second.step})"
    return f"against {number(second.value)} for {other}"


def _each(first: int, second: int) -> str:
    return f"{_trials(first)} each" if first == second else f"{first} and {second} completed trials"


def _found(choice: Choice, objective: Objective) -> str:
    extreme = "lowest" if objective.direction is Direction.MINIMIZE else "highest"
    place = f"trial {choice.trial}, step {choice.step}"
    return f"{extreme} {objective.metric}, {number(choice.value)} ({place})"


def _nothing(counts: dict[str, int], objective: Objective) -> str:
    if counts["completed"]:
        trials = _trials(counts["completed"])
        return f"No answer: no finite {objective.metric} in {trials}{_caution(counts)}."
    planned = f"of {counts['planned']} planned trials none"
    if counts["missing"] == counts["planned"]:
        return f"No answer yet: {planned} has started."
    return f"No answer yet: {planned} completed{_caution(counts)}."


def _caution(counts: dict[str, int]) -> str:
    others = [f"{counts[f]} {f}" for f in Fate if f is not Fate.COMPLETED and counts[f]]
    return f" ({', '.join(others)})" if others else ""


def _trials(count: int) -> str:
    return f"{count} completed trial{'' if count == 1 else 's'}"


def _indices(tables: Tables, fate: Fate) -> list[int]:
    trials = tables.trials
    return trials.filter(trials["fate"] == fate.value)["index"].to_list()
