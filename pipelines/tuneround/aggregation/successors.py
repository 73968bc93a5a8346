"""Successors: the rounds that may follow one in its bucket."""

from collections.abc import Sequence

from tuneround.analysis.adopting.shown_sides import names_of
from tuneround.analysis.adopting.sides import SidesError, sides_of
from tuneround.analysis.comparing.points import points_of
from tuneround.analysis.judged import JudgedRound
from tuneround.proposal.proposal import Proposal
from tuneround.proposal.reruns import rerun_round
from tuneround.proposal.successor import next_round
from tuneround.records.change import FixValue
from tuneround.records.finding import Finding
from tuneround.spec.reading import read_round_text
from tuneround.spec.round import RoundSpec
from tuneround.spec.search import Algorithm
from tuneround.store.results import readable_result
from tuneround.store.rounds import RoundStore

SEEDS = 5
"""Seeds a side that are proposed: 5 against 5 can reach p = .0079, the fewest that reach .01."""


def proposed_text(
    store: RoundStore, judged: JudgedRound, findings: Sequence[Finding]
) -> str | None:
    """Return the file of the round that is proposed after `judged`; None: nothing can be proposed.

    That is the round with every change the findings ask for, or where they ask for none the one
    that makes sure of the answer.
    """
    proposal = following(store, findings)
    if proposal.met:
        return proposal.text
    try:
        return confirming(store, judged).text
    except SidesError:
        return None


def following(store: RoundStore, findings: Sequence[Finding]) -> Proposal:
    """Return the round that follows the one in `store`; its `met` is empty when nothing changes.

    Where the round trained two points again and one is adopted, the search goes on: in the space of
    the round before, with what that one found, too.

    Args:
        store: the round.
        findings: of its result.

    Raises:
        StoreError: the bucket cannot be reached, or holds no spec.

    """
    text = store.load_text()
    spec = read_round_text(text, "the spec").spec
    answered = [answer for f in findings if (answer := _answer(f)).changes]
    is_rerun = spec.search.algorithm is Algorithm.LISTED
    before = _searching(store, spec) if is_rerun and answered else None
    if before is None:
        return next_round(text, findings, _taken(store))
    result = readable_result(before)
    known = () if result is None else result.findings
    return next_round(text, [*answered, *known], _taken(store), before.load_text())


def confirming(
    store: RoundStore, judged: JudgedRound, seeds: int = SEEDS, baseline: str | None = None
) -> Proposal:
    """Return the round that trains the best point and a baseline again.

    Args:
        store: the round.
        judged: the same, judged.
        seeds: of each point.
        baseline: selector of a point; None for the best of the runner-up setting.

    Raises:
        SelectorError: when the selector names nothing, or the best point itself.
        SidesError: when the round has no two points with a score.
        StoreError: the bucket cannot be reached, or holds no spec.

    """
    change, rival = sides_of(judged.spec, points_of(judged), None, baseline)
    first, second = names_of(change, rival)
    return rerun_round(
        store.load_text(),
        (first, change.point.hyperparameters),
        (second, rival.point.hyperparameters),
        seeds,
        _taken(store),
    )


def _answer(finding: Finding) -> Finding:
    kept = tuple(change for change in finding.changes if isinstance(change, FixValue))
    return finding.model_copy(update={"changes": kept})


def _searching(store: RoundStore, spec: RoundSpec) -> RoundStore | None:
    """Return the latest round before, along `previous`, that searched a space."""
    seen: set[str] = set()
    while spec.previous is not None and spec.previous not in seen:
        seen.add(spec.previous)
        before = RoundStore(store.bucket, store.keys.beside(spec.previous))
        if not before.latest_revision():
            return None
        spec = before.load_spec().spec
        if spec.search.algorithm is not Algorithm.LISTED:
            return before
    return None


def _taken(store: RoundStore) -> set[str]:
    return set(store.bucket.folders(store.keys.study))
