"""Succession: the next round out of a round's file and its findings."""

from collections.abc import Collection, Sequence

from tuneround.proposal.claims import Claim, claims_of
from tuneround.proposal.edits import made
from tuneround.proposal.proposal import Proposal
from tuneround.proposal.resolution import LeftOut, resolved
from tuneround.proposal.wording import next_goal
from tuneround.records.finding import Finding
from tuneround.spec.editing import put, remove, value_at
from tuneround.spec.reading import SpecError, read_round_text
from tuneround.spec.remarks import remark, without_remarks
from tuneround.spec.round import RoundSpec, TuningRound
from tuneround.spec.succession import next_name

SEEDS = 2**32
LEVERS = ("suspend", "stop", "resume")
"""Fields of the spec that were said to the parent while it ran."""


def next_round(
    text: str,
    findings: Sequence[Finding],
    taken: Collection[str] = (),
    base: str | None = None,
) -> Proposal:
    """Return the round that follows the one of `text`, every possible change made.

    The proposal's `met` is empty when nothing is to be changed.

    Args:
        text: the parent's spec, valid.
        findings: of the parent's result.
        taken: names that rounds of the study have already.
        base: the spec that is changed instead; for a round that trained two points again the one
            before it, which has a space to search.

    """
    parent = read_round_text(text, "the spec")
    original = parent if base is None else read_round_text(base, "the spec before")
    resolution = resolved(claims_of(findings, original.spec), findings)
    written, met, left_out = without_remarks(base or text), [], list(resolution.left_out)
    for subject in dict.fromkeys(claim.subject for claim in resolution.met):
        together = [claim for claim in resolution.met if claim.subject == subject]
        written, done, refused = _met(written, together)
        met += done
        left_out += refused
    goal = next_goal(original.spec.goal, parent.name, met, original.spec.hyperparameters)
    name = next_name(parent.name, taken)
    written = _with_new_points(chained(written, parent, name, goal), parent.spec)
    return Proposal(headed(written, parent.name), name, tuple(met), tuple(left_out))


def chained(text: str, parent: TuningRound, name: str, goal: str) -> str:
    """Return `text` as the round `name` that follows `parent`."""
    text = put(text, ("metadata", "name"), name)
    text = put(text, ("spec", "goal"), goal)
    for lever in LEVERS:
        if value_at(text, ("spec", lever)) is not None:
            text = remove(text, ("spec", lever))
    return put(text, ("spec", "previous"), parent.name, after="goal")


def other_seed(seed: int) -> int:
    """Return a seed of the search that is not `seed`."""
    return (seed + 1) % SEEDS


def with_seed(text: str, seed: int) -> str:
    """Return `text` with another seed of the search."""
    if value_at(text, ("spec", "search")) is None:
        return put(text, ("spec", "search"), {"seed": seed}, after="hyperparameters")
    return put(text, ("spec", "search", "seed"), seed)


def headed(text: str, parent: str) -> str:
    """Return `text` under the line that says where it comes from."""
    line = f"a proposal of `tuneround next` after {parent}. Look it over, check it, run it."
    return remark(text, (), line)


def _met(text: str, claims: Sequence[Claim]) -> tuple[str, list[Claim], list[LeftOut]]:
    """Meet claims on one subject together, or each that can be met alone."""
    changed, reason = _tried(text, claims)
    if not reason:
        return changed, list(claims), []
    if len(claims) == 1:
        return text, [], [LeftOut(claims[0], reason)]
    met: list[Claim] = []
    left_out: list[LeftOut] = []
    for claim in claims:
        text, done, refused = _met(text, [claim])
        met += done
        left_out += refused
    return text, met, left_out


def _tried(text: str, claims: Sequence[Claim]) -> tuple[str, str]:
    """Return the text with `claims` met, or why that would be no valid round."""
    try:
        changed = made(text, read_round_text(text, "the spec").spec, claims)
        read_round_text(changed, "the proposal")
    except LookupError as error:
        return text, str(error)
    except SpecError as error:
        problem = error.problems[0].problem
        return text, f"the round would not be valid: {problem.rule}; got {problem.got}"
    return changed, ""


def _with_new_points(text: str, parent: RoundSpec) -> str:
    """Search from another seed where the same trials would be trained once more."""
    spec = read_round_text(text, "the proposal").spec
    same_space = spec.hyperparameters == parent.hyperparameters
    if not same_space or spec.budget.steps != parent.budget.steps:
        return text
    seeded = with_seed(text, other_seed(parent.search.seed))
    return remark(
        seeded,
        ("spec", "search", "seed"),
        "Not the seed of the round before, whose trials it would repeat.",
    )
