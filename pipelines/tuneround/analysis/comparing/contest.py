"""Contest: whether one cell's lead over another is beyond what search luck gives.

Two tests, each exact when the two are equally good, whatever the distribution of their scores:

- *the lead* (Rosenbaum 1954): the best j points of both are all of the leading cell. A search that
  was merely lucky has one good point more, not j. See `order_statistics.lead_probability`.
- *the pairs*: where both cells tried the same nuisance values (a crossed design), the leading cell
  is better at w of the m best shared points: p = 2 P(W >= w), W ~ Binomial(m, 1/2). The m points
  with the best score of either cell count, a quarter of all and 8 at least, since the question is
  about tuned settings, and how the cells compare at bad points says nothing. A tie is no pair.

The pairs see a small effect that holds everywhere, the lead one whose best nuisances differ from
cell to cell. The smaller p counts, doubled because there were two looks. Unpaired tests of more
points than the lead (the share of the best 16, a permutation of the expected best of n/4) saw no
more on planted rounds: a search of 64 points in three dimensions is that lucky.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tuneround.analysis.comparing.cells import Cell
from tuneround.analysis.comparing.draws import Draw
from tuneround.analysis.comparing.order_statistics import lead_probability
from tuneround.analysis.statistics import binomial_at_least

CLEAR, DOUBTFUL = 0.05, 0.25
"""A lead with p up to the first is beyond luck; with more than the second, no better than luck."""
FEWEST_PAIRS = 8
SHARE_OF_PAIRS = 4
"""One pair in so many is among the best."""


@dataclass(frozen=True)
class Contest:
    """How the leading cell compares with a rival.

    Attributes:
        rival: the other cell.
        lead: how many of its points are better than the rival's best.
        wins, pairs: at how many of the best shared points it is better; 0 of 0 without any.
        chance: p, of at least this by luck alone.
        least: the smallest p that cells of these sizes can give.

    """

    rival: Cell
    lead: int
    wins: int
    pairs: int
    chance: float
    least: float


def luck_text(chance: float) -> str:
    """Return what a lead with this p says about luck.

    >>> luck_text(0.01), luck_text(0.5)
    ('more than search luck explains (p 0.01)', 'no more than search luck gives (p 0.5)')
    """
    size = "below 0.0001" if chance < 1e-4 else f"{chance:.2g}"
    if chance <= CLEAR:
        return f"more than search luck explains (p {size})"
    if chance <= DOUBTFUL:
        return f"which search luck could explain (p {size})"
    return f"no more than search luck gives (p {size})"


def contest(leader: Cell, rival: Cell, names: Collection[str]) -> Contest:
    """Compare the cell that holds the best point with another.

    Args:
        leader: the cell with the lower best score, or an equal one.
        rival: the other.
        names: the hyperparameters that tell the cells apart; the others make a shared point.

    """
    sizes = len(leader.points), len(rival.points)
    lead = int(np.sum(leader.scores < rival.best))
    wins, pairs = _wins(leader, rival, names)
    looks = 2 if pairs else 1
    chances = [lead_probability(lead, *sizes), *([_sign(wins, pairs)] if pairs else [])]
    leasts = [lead_probability(sizes[0], *sizes), *([_sign(pairs, pairs)] if pairs else [])]
    return Contest(
        rival, lead, wins, pairs, min(1.0, looks * min(chances)), min(1.0, looks * min(leasts))
    )


def _sign(wins: int, pairs: int) -> float:
    """Return the two-sided p of the sign test; 1 when the leader has not won most pairs."""
    return min(1.0, 2 * binomial_at_least(wins, pairs, 0.5))


def _wins(leader: Cell, rival: Cell, names: Collection[str]) -> tuple[int, int]:
    """Return at how many of the best shared points the leader is better, and of how many."""
    own, other = _by_nuisances(leader, names), _by_nuisances(rival, names)
    pairs = sorted(
        (sorted(pair), pair[0] < pair[1])
        for key, score in own.items()
        if key in other and score != (pair := (score, other[key]))[1]
    )
    best = pairs[: max(FEWEST_PAIRS, -(-len(pairs) // SHARE_OF_PAIRS))]
    return sum(won for _, won in best), len(best)


def _by_nuisances(cell: Cell, names: Collection[str]) -> Mapping[Any, float]:
    """Return the score at each combination of the other hyperparameters; none if one repeats."""
    scores = {_nuisances(point, names): point.score for point in cell.points}
    return scores if len(scores) == len(cell.points) else {}


def _nuisances(point: Draw, names: Collection[str]) -> frozenset[tuple[str, Any]]:
    return frozenset(item for item in point.hyperparameters.items() if item[0] not in names)
