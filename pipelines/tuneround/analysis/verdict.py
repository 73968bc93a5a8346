"""Verdict: the answer in one sentence, no stronger than its evidence.

It names the best that was found, says whether search luck could explain its lead, and that a
problem stands against it. Whether to adopt it is another question, which `tuneround compare`
answers on fresh seeds.
"""

from collections import Counter
from collections.abc import Sequence

from tuneround.analysis.comparing.contest import luck_text
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.settings import setting_label
from tuneround.analysis.tables import Tables
from tuneround.records.attempt import Fate
from tuneround.records.finding import Finding, Level, Numbers
from tuneround.records.result import Choice
from tuneround.spec.objective import Direction, Objective


def verdict(judged: JudgedRound, findings: Sequence[Finding] = ()) -> str:
    """Return the verdict.

    Args:
        judged: the round.
        findings: what its questions found, worst first.

    """
    counts = fate_counts(judged.tables)
    if judged.selection.best is None:
        return _nothing(counts, judged.spec.objective)
    others = _others(counts)
    beside = f"; {others}" if others else ""
    return f"{_answer(judged, findings)}{beside}{_problems(findings)}."


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


def _answer(judged: JudgedRound, findings: Sequence[Finding]) -> str:
    first, *others = judged.selection.settings
    sizes = Counter(judged.trials.filter(fate=Fate.COMPLETED.value)["label"])
    objective = judged.spec.objective
    found = _found(first, objective)
    label = setting_label(first.hyperparameters, judged.compared)
    if not label:
        return f"The {found}, in {_trials(sizes.total())}"
    if not others:
        return f"Only {label} has results: the {found}, in {_trials(sizes.total())}"
    other = setting_label(others[0].hyperparameters, judged.compared)
    trials = _each(sizes[label], sizes[other])
    if others[0].value == first.value:
        both = f"{label} and {other} both reached the {_extreme(objective)}, {number(first.value)}"
        places = f"trial {first.trial}, step {first.step}; trial {others[0].trial}, step "
        return f"{both} ({places}{others[0].step}), in {trials}: they cannot be told apart"
    reached = f"{label} reached the {found}, against {number(others[0].value)} for {other}"
    return f"{reached}{_evidence(label, trials, findings)}"


def _evidence(label: str, trials: str, findings: Sequence[Finding]) -> str:
    """Return how much was looked at, and whether luck or seeds explain the lead, if known."""
    luck, seeds = (_known(findings, question) for question in ("isolation", "noise"))
    leader = luck.get("leader") or seeds.get("leader")
    if leader is None:
        return f": the best found in {trials}, not a test of significance"
    if leader != label:
        return f", in {trials}; but the means over seeds favour {leader}"
    chance, difference, margin = luck.get("p"), seeds.get("difference"), seeds.get("margin")
    if isinstance(chance, float):
        return f", in {trials}, {luck_text(chance)}"
    if isinstance(difference, float) and isinstance(margin, float) and difference > margin:
        return f", in {trials}, more than seeds alone explain"
    return f", in {trials}, no more than seeds alone give"


def _known(findings: Sequence[Finding], question: str) -> Numbers:
    """Return the numbers of the finding about the settings; none where it could not tell."""
    held = (f for f in findings if f.question == question and not f.hyperparameter)
    return next((f.numbers for f in held if f.level is not Level.UNKNOWN), {})


def _problems(findings: Sequence[Finding]) -> str:
    """Return where to look before believing the answer; empty when nothing stands against it."""
    problems = [f for f in findings if f.level is Level.PROBLEM]
    named = dict.fromkeys(
        " of ".join(filter(None, (f.question, f.hyperparameter))) for f in problems
    )
    if not named:
        return ""
    what = "a problem" if len(named) == 1 else f"{len(named)} problems"
    return f"; {what} should be mended before it is believed: {', '.join(named)}"


def _each(first: int, second: int) -> str:
    return f"{_trials(first)} each" if first == second else f"{first} and {second} completed trials"


def _found(choice: Choice, objective: Objective) -> str:
    place = f"trial {choice.trial}, step {choice.step}"
    return f"{_extreme(objective)}, {number(choice.value)} ({place})"


def _extreme(objective: Objective) -> str:
    which = "lowest" if objective.direction is Direction.MINIMIZE else "highest"
    return f"{which} {objective.metric}"


def _nothing(counts: dict[str, int], objective: Objective) -> str:
    if counts["completed"]:
        trials = _trials(counts["completed"])
        return f"No answer: no finite {objective.metric} in {trials}{_caution(counts)}."
    planned = f"of {counts['planned']} planned trials none"
    if counts["missing"] == counts["planned"]:
        return f"No answer yet: {planned} has started."
    return f"No answer yet: {planned} completed{_caution(counts)}."


def _caution(counts: dict[str, int]) -> str:
    others = _others(counts)
    return f" ({others})" if others else ""


def _others(counts: dict[str, int]) -> str:
    others = [f"{counts[f]} {f}" for f in Fate if f is not Fate.COMPLETED and counts[f]]
    return ", ".join(others)


def _trials(count: int) -> str:
    return f"{count} completed trial{'' if count == 1 else 's'}"
