"""Resolution: of the claims that contradict each other, those that are met.

1. A range is not made wider at an end where a finding wants it narrower, or says that training is
   unstable there: wider bounds only add infeasible trials (playbook: "Identifying bad search space
   boundaries").
2. A hyperparameter is fixed or searched within other bounds, as the worse finding says; between
   equals it stays searched.
3. One finding wants longer training and one shorter: neither, since the round has one length for
   all of its trials. A person decides.
4. Otherwise the worst finding has its way. Among equals the wider range, the larger budget and, of
   two narrower ranges, the one that is narrowed less; two that fix one hyperparameter at different
   values: neither.
5. A note does not ask for more trials while bounds move: whether they suffice is asked again in the
   new space.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tuneround.proposal.claims import Claim
from tuneround.records.finding import Finding, Level

_UNSTABLE = "training is unstable at this end"


@dataclass(frozen=True)
class LeftOut:
    """A claim that is not met.

    Attributes:
        claim: what was wanted.
        reason: why not, completing "left as it is: ".

    """

    claim: Claim
    reason: str


@dataclass(frozen=True)
class Resolution:
    """Which claims are met, worst finding first, and which are not."""

    met: tuple[Claim, ...]
    left_out: tuple[LeftOut, ...]


def resolved(claims: Sequence[Claim], findings: Sequence[Finding]) -> Resolution:
    """Return which of `claims` are met.

    Args:
        claims: what findings want.
        findings: all of the result: one that wants nothing may forbid.

    """
    reasons = {id(c): _UNSTABLE for c in claims if any(_is_unstable(f, c) for f in findings)}
    for rule in (_one_a_target, _fixed_or_searched, _waiting):
        reasons |= rule([claim for claim in claims if id(claim) not in reasons])
    met = [claim for claim in claims if id(claim) not in reasons]
    left_out = [LeftOut(c, reasons[id(c)]) for c in claims if reasons.get(id(c))]
    return Resolution(tuple(sorted(met, key=_rank)), tuple(left_out))


def _is_unstable(finding: Finding, claim: Claim) -> bool:
    """Whether `finding` names an edge of stable training at the end that `claim` makes wider."""
    return (
        claim.what in ("min", "max")
        and claim.is_more
        and finding.hyperparameter == claim.name
        and finding.when == dict(claim.when)
        and finding.numbers.get("edge") is not None
        and finding.numbers.get("upper") is (claim.what == "max")
    )


def _one_a_target(claims: Sequence[Claim]) -> dict[int, str]:
    reasons: dict[int, str] = {}
    for target in dict.fromkeys(claim.target for claim in claims):
        reasons |= _among([claim for claim in claims if claim.target == target])
    return reasons


def _among(rivals: list[Claim]) -> dict[int, str]:
    """Return why which of the claims on one value are not met; empty for one that is repeated."""
    more = [claim for claim in rivals if claim.is_more]
    reasons: dict[int, str] = {}
    if more and len(more) < len(rivals):
        if rivals[0].what == "steps":
            return {id(c): "one finding wants longer training and one shorter" for c in rivals}
        if rivals[0].what in ("min", "max"):
            reasons = {id(c): "a finding wants this end narrower" for c in more}
            rivals = [claim for claim in rivals if not claim.is_more]
    worst = min(rivals, key=_rank).finding.level
    equals = [claim for claim in rivals if claim.finding.level is worst]
    if rivals[0].what == "value" and len({repr(c.wanted) for c in equals}) > 1:
        return reasons | {id(c): "findings want different values" for c in rivals}
    chosen = _widest(equals)
    return reasons | {id(c): _why_not(c, chosen) for c in rivals if c is not chosen}


def _why_not(claim: Claim, chosen: Claim) -> str:
    if claim.wanted == chosen.wanted:
        return ""
    same_level = claim.finding.level is chosen.finding.level
    return "a finding of the same level asks for more" if same_level else "a worse finding decides"


def _widest(equals: list[Claim]) -> Claim:
    if equals[0].what == "value":
        return equals[0]
    pick = min if equals[0].what == "min" else max
    return pick(equals, key=lambda claim: claim.wanted)


def _fixed_or_searched(claims: Sequence[Claim]) -> dict[int, str]:
    reasons: dict[int, str] = {}
    for fixing in (claim for claim in claims if claim.what == "value"):
        moving = [c for c in claims if c.subject == fixing.subject and c is not fixing]
        if moving and min(map(_rank, moving)) <= _rank(fixing):
            reasons[id(fixing)] = "its bounds are moved instead"
        else:
            reasons |= {id(claim): "it is fixed instead" for claim in moving}
    return reasons


def _waiting(claims: Sequence[Claim]) -> dict[int, str]:
    moving = any(claim.what in ("min", "max") for claim in claims)
    noted = [c for c in claims if c.what == "trials" and c.finding.level is Level.NOTE]
    return {id(claim): "the bounds move first" for claim in noted if moving and claim.is_more}


def _rank(claim: Claim) -> int:
    return claim.finding.level.rank
