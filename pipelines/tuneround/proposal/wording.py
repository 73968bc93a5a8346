"""Wording: the goal of the next round, and the head of its file."""

import re
from collections.abc import Sequence

from tuneround.proposal.claims import Claim
from tuneround.spec.hyperparameters import Hyperparameters
from tuneround.text import one_line

AFTER = re.compile(r"\s*\[after [a-z0-9-]+: [^\[\]]*\]\s*$")
"""What an earlier proposal added to the goal."""
LONGEST_GOAL = 2000


def next_goal(goal: str, parent: str, claims: Sequence[Claim], space: Hyperparameters) -> str:
    """Return the parent's question with what has changed since.

    Args:
        goal: the parent's.
        parent: its name.
        claims: what was met.
        space: the parent's, to tell an answered question from a nuisance that is held.

    """
    scientific = {h.name for h in space.scientific}
    words = [_words(claim, claim.name in scientific) for claim in claims]
    text = one_line("; ".join(words)).replace("[", "(").replace("]", ")")
    question = AFTER.sub("", goal)
    room = LONGEST_GOAL - len(question) - len(parent) - 20
    if len(text) > room:
        text = f"{text[: max(room, 0)]}…"
    added = f"{question.rstrip()} [after {parent}: {text}]"
    return added if len(added) <= LONGEST_GOAL else question


def _words(claim: Claim, is_scientific: bool) -> str:
    if claim.what != "value":
        return str(claim)
    return f"answered, {claim} is adopted" if is_scientific else f"{claim} is held"
