"""Decision: adopt, reject, or say how many more seeds would tell.

    ADOPT         p <= level, the change is better, and by `min_effect` at least
    REJECT        p <= level and the change is worse; or the interval of the difference lies
                  below `min_effect`
    INCONCLUSIVE  anything else, and always where the sizes cannot reach the level:
                  3 against 3 give no p below .1

Playbook: "we should only adopt changes that produce improvements that outweigh any complexity they
add": `objective.minEffect` says how large those are.
"""

from dataclasses import dataclass
from math import isclose

from tuneround.analysis.adopting.power import seeds_needed
from tuneround.analysis.adopting.reasons import (
    Sides,
    difference_text,
    excluded_text,
    proposal,
    why_open,
)
from tuneround.analysis.comparing.points import pooled_spread
from tuneround.records.comparison import Evidence, Verdict
from tuneround.spec.objective import Objective

LEVEL = 0.05
"""The p at which a comparison of two sides that were named decides."""


@dataclass(frozen=True)
class Decision:
    """The verdict, and why."""

    verdict: Verdict
    reason: str
    seeds_needed: int | None = None


def decide(sides: Sides, evidence: Evidence, objective: Objective) -> Decision:
    """Return the verdict on the first side against the second."""
    effect = objective.min_effect or 0.0
    reached = evidence.p_value is not None and evidence.p_value <= evidence.level
    if reached and evidence.favours_change and _is_worth(evidence, effect):
        return Decision(Verdict.ADOPT, difference_text(sides, evidence, objective))
    if reached and not evidence.favours_change:
        return Decision(Verdict.REJECT, difference_text(sides, evidence, objective))
    if effect and evidence.high is not None and evidence.high < effect:
        return Decision(Verdict.REJECT, excluded_text(sides, evidence, objective))
    return _inconclusive(sides, evidence, objective)


def _is_worth(evidence: Evidence, effect: float) -> bool:
    """Whether the difference is large enough; one that only infeasible trials make, is."""
    if evidence.difference is None or evidence.difference >= effect:
        return True
    return isclose(evidence.difference, effect)  # else rounding would decide


def _inconclusive(sides: Sides, evidence: Evidence, objective: Objective) -> Decision:
    needed = _needed(sides, evidence, objective.min_effect or 0.0)
    reason = f"{why_open(sides, evidence, objective)} {proposal(sides, evidence, needed)}"
    return Decision(Verdict.INCONCLUSIVE, reason, needed)


def _needed(sides: Sides, evidence: Evidence, effect: float) -> int | None:
    """Return the seeds a side that would tell the difference from what it is held against.

    From `effect`, if it is positive and less than that: then the answer would be REJECT.
    """
    spread = _spread(sides, evidence)
    if evidence.difference is None or spread is None:
        return None
    short = 0 <= evidence.difference < effect
    gap = effect - evidence.difference if short else abs(evidence.difference)
    needed = seeds_needed(gap, spread, evidence.level)
    # Those that are there did not suffice, whatever the formula says.
    return needed and max(needed, min(side.seeds for side in sides) + 1)


def _spread(sides: Sides, evidence: Evidence) -> float | None:
    groups = [side.finite for side in sides]
    return pooled_spread(groups) if max(map(len, groups)) > 1 else evidence.noise
