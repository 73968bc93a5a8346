"""Edits: claims met in the text of a spec, each with its finding's sentence above the line."""

from collections.abc import Sequence

from tuneround.proposal.claims import Claim, definition, place_of
from tuneround.proposal.conditions import SPACE, without_the_impossible
from tuneround.spec.editing import append, put, remove
from tuneround.spec.hyperparameter import contains
from tuneround.spec.problems import YamlPath
from tuneround.spec.remarks import remark
from tuneround.spec.round import RoundSpec
from tuneround.spec.search import Algorithm

BUDGET: YamlPath = ("spec", "budget")
POINTS: YamlPath = ("spec", "search", "points")


def made(text: str, spec: RoundSpec, claims: Sequence[Claim]) -> str:
    """Return `text` with `claims` on one subject met. It need not be a valid round then.

    Args:
        text: a valid round.
        spec: the same, read.
        claims: of one hyperparameter, or of the budget.

    Raises:
        LookupError: the round searches no such hyperparameter, or not over such values.

    """
    for claim in claims:
        if claim.what == "value":
            text = _fixed(text, spec, claim)
        elif claim.name:
            text = _bounded(text, spec, claim)
        else:
            text = _budgeted(text, spec, claim)
    if any(c.what == "repeats" for c in claims) and all(c.what != "trials" for c in claims):
        text = _as_many_points(text, spec, next(c for c in claims if c.what == "repeats"))
    return text


def _bounded(text: str, spec: RoundSpec, claim: Claim) -> str:
    place = place_of(spec, claim.name, dict(claim.when))
    if place is None or not definition(spec, place).is_range:
        raise LookupError("the round searches no such range")
    path = (*SPACE, *place, claim.what)
    return remark(put(text, path, claim.wanted), path, claim.finding.sentence)


def _budgeted(text: str, spec: RoundSpec, claim: Claim) -> str:
    text = put(text, (*BUDGET, claim.what), claim.wanted)
    if claim.what == "steps":
        steps, every = int(claim.wanted), spec.budget.evaluate_every
        in_proportion = max(1, round(every * steps / spec.budget.steps))
        text = put(text, (*BUDGET, "evaluateEvery"), in_proportion)
    return remark(text, (*BUDGET, claim.what), claim.finding.sentence)


def _as_many_points(text: str, spec: RoundSpec, claim: Claim) -> str:
    """Repeats divide the trials among fewer points; keep the points instead."""
    trials = -(-spec.budget.trials // spec.budget.repeats) * int(claim.wanted)
    return put(text, (*BUDGET, "trials"), trials)


def _fixed(text: str, spec: RoundSpec, claim: Claim) -> str:
    place = place_of(spec, claim.name, dict(claim.when))
    if place is None or place[0] == "fixed" or not definition(spec, place).admits(claim.wanted):
        raise LookupError("the round searches no such hyperparameter over such values")
    when = {"when": {parent: list(values) for parent, values in claim.when}} if claim.when else {}
    text = remove(text, (*SPACE, *place))
    text = append(text, (*SPACE, "fixed"), {"name": claim.name, "value": claim.wanted} | when)
    text = remark(text, (*SPACE, "fixed", len(spec.hyperparameters.fixed)), claim.finding.sentence)
    if spec.search.algorithm is Algorithm.LISTED:
        text = _points_with(text, spec, claim)
    return without_the_impossible(text)


def _points_with(text: str, spec: RoundSpec, claim: Claim) -> str:
    """Keep the listed points that have the fixed value, which they no longer list."""
    points = [
        {name: value for name, value in point.items() if name != claim.name}
        for point in spec.search.points
        if claim.name not in point or contains((claim.wanted,), point[claim.name])
    ]
    most = len(points) * spec.budget.repeats
    text = put(text, POINTS, points)
    return put(text, (*BUDGET, "trials"), min(spec.budget.trials, most)) if most else text
