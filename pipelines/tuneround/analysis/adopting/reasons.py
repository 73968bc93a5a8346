"""Reasons: why a comparison ends as it does, in words."""

from tuneround.analysis.adopting.power import MOST_SEEDS
from tuneround.analysis.verdict import number
from tuneround.records.comparison import ComparedSide, Evidence
from tuneround.spec.objective import Objective

Sides = tuple[ComparedSide, ComparedSide]
"""Change and baseline."""

FEWEST_SEEDS = 5
"""Seeds a side that are proposed while nothing is known of the spread: p can reach .0079."""


def difference_text(sides: Sides, evidence: Evidence, objective: Objective) -> str:
    """Return that one side is better, and how sure that is."""
    first, second = sides
    relation = "better" if evidence.favours_change else "worse"
    return (
        f"{first.name} is {relation} than {second.name}: {_means(sides, evidence, objective)}; "
        f"{_chance(sides, evidence)}."
    )


def excluded_text(sides: Sides, evidence: Evidence, objective: Objective) -> str:
    """Return that the change improves too little."""
    first, second = sides
    return (
        f"{first.name} does not improve on {second.name} by minEffect, "
        f"{number(objective.min_effect or 0)}: {_means(sides, evidence, objective)}."
    )


def why_open(sides: Sides, evidence: Evidence, objective: Objective) -> str:
    """Return why the scores do not tell."""
    for side in sides:
        if not side.seeds:
            return f"No seed of {side.name} has a score yet."
    sizes = f"{sides[0].seeds} against {sides[1].seeds} seeds"
    if evidence.p_smallest > evidence.level:
        return (
            f"{sizes} cannot tell: their p is {number(evidence.p_smallest)} at the least, and "
            f"{number(evidence.level)} decides."
        )
    if evidence.p_value is not None and evidence.p_value <= evidence.level:
        return (
            f"{sides[0].name} is better, but by less than minEffect, "
            f"{number(objective.min_effect or 0)}: {_means(sides, evidence, objective)}; "
            f"{_chance(sides, evidence)}."
        )
    return (
        f"What parts {sides[0].name} from {sides[1].name} may be chance: "
        f"{_means(sides, evidence, objective)}; {_chance(sides, evidence)}, above "
        f"{number(evidence.level)}."
    )


def proposal(sides: Sides, evidence: Evidence, needed: int | None) -> str:
    """Return what would tell."""
    if any(side.trials and not side.seeds for side in sides):
        return "Wait for its trials: tuneround status FILE."
    if needed is not None:
        more = [(max(0, needed - side.seeds), side.name) for side in sides]
        missing = " and ".join(f"{count} more of {name}" for count, name in more if count)
        return (
            f"About {needed} seeds a side would tell in 4 of 5 cases, if difference and spread are "
            f"as they look: {missing}."
        )
    if any(side.infeasible for side in sides):
        return "Mend first what makes seeds infeasible."
    if evidence.difference is None or not _is_spread_known(sides, evidence):
        return (
            f"Train {FEWEST_SEEDS} seeds a side: 4 against 4 can reach p = .0286, "
            "5 against 5 p = .0079."
        )
    return (
        f"More than {MOST_SEEDS} seeds a side would be needed, if difference and spread are as "
        "they look: leave it."
    )


def _is_spread_known(sides: Sides, evidence: Evidence) -> bool:
    return evidence.noise is not None or any(side.sd is not None for side in sides)


def _means(sides: Sides, evidence: Evidence, objective: Objective) -> str:
    first, second = sides
    if evidence.difference is None or first.mean is None or second.mean is None:
        return "; ".join(
            f"{len(side.infeasible)} of {side.seeds} seeds of {side.name} are infeasible"
            for side in sides
        )
    means = f"mean {objective.metric} {number(first.mean)} against {number(second.mean)}"
    if evidence.difference == 0:
        return means
    relation = "better" if evidence.difference > 0 else "worse"
    return f"{means}, {number(abs(evidence.difference))} {relation}{_interval(evidence)}"


def _interval(evidence: Evidence) -> str:
    if evidence.low is None or evidence.high is None:
        return ""
    return f" (95% interval of the improvement {number(evidence.low)} to {number(evidence.high)})"


def _chance(sides: Sides, evidence: Evidence) -> str:
    if evidence.p_value is None:
        return "no p"
    kind = "exact permutation" if evidence.exact else "permutation, drawn"
    return f"p = {number(evidence.p_value)} ({kind}, {sides[0].seeds} against {sides[1].seeds})"
