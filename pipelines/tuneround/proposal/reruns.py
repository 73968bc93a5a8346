"""Reruns: the round that trains two points again, with seeds that nothing was chosen by.

Playbook: "Determining whether to adopt a training pipeline change or hyperparameter configuration".
"""

from collections.abc import Collection, Mapping

from tuneround.proposal.edits import BUDGET
from tuneround.proposal.proposal import Proposal
from tuneround.proposal.successor import chained, headed, other_seed
from tuneround.spec.editing import put
from tuneround.spec.hyperparameters import Hyperparameters
from tuneround.spec.model import Scalar
from tuneround.spec.reading import read_round_text
from tuneround.spec.remarks import remark, without_remarks
from tuneround.spec.succession import next_name
from tuneround.text import one_line

Point = Mapping[str, Scalar]
Named = tuple[str, Point]
LONGEST_NAME = 300


def rerun_round(
    text: str, best: Named, baseline: Named, seeds: int, taken: Collection[str] = ()
) -> Proposal:
    """Return the round of two listed points, `seeds` trials each.

    Args:
        text: the parent's spec, valid.
        best: what may be adopted, by name, with all of its hyperparameters.
        baseline: what it would replace.
        seeds: how many, 1 to 1000; none was used by the parent.
        taken: names that rounds of the study have already.

    """
    parent = read_round_text(text, "the spec")
    space, name = parent.spec.hyperparameters, next_name(parent.name, taken)
    search = {
        "algorithm": "listed",
        "seed": other_seed(parent.spec.search.seed),
        "points": [_listed(space, point) for _, point in (best, baseline)],
    }
    first, second = (one_line(said)[:LONGEST_NAME] for said, _ in (best, baseline))
    written = chained(
        without_remarks(text), parent, name, f"Is {first} really better than {second}?"
    )
    written = put(written, ("spec", "search"), search, after="hyperparameters")
    written = put(written, (*BUDGET, "repeats"), seeds)
    written = put(written, (*BUDGET, "trials"), 2 * seeds)
    written = remark(
        written, ("spec", "search"), f"First {first}, then {second}, with seeds fresh to both."
    )
    return Proposal(headed(written, parent.name), name)


def _listed(space: Hyperparameters, point: Point) -> dict[str, Scalar]:
    """Return what a listed point says: the values of what is searched."""
    return {h.name: point[h.name] for h in space.searched if h.is_active(point)}
