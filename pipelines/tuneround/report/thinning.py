"""Thinning: which of very many points a figure shows.

Beyond a few hundred, points hide one another and only make the page heavy. The best are what a
figure is read for, so they all stay; of the others an even sample does.
"""

from collections.abc import Sequence
from typing import TypeVar

MOST = 400
BEST = 100
Item = TypeVar("Item")


def thinned(best_first: Sequence[Item]) -> list[Item]:
    """Return all items, or of more than MOST the BEST first and an even sample of the others.

    >>> len(thinned(range(400))), len(thinned(range(1000))), thinned(range(1000))[98:102]
    (400, 400, [98, 99, 100, 103])
    """
    if len(best_first) <= MOST:
        return list(best_first)
    others, places = best_first[BEST:], MOST - BEST
    sample = (others[place * len(others) // places] for place in range(places))
    return [*best_first[:BEST], *sample]


def rule_text(count: int) -> str:
    """Return what is said beside a figure of `count` points; empty when all are shown."""
    if count <= MOST:
        return ""
    return f"Of {count:,} points the best {BEST} and an even sample of the others are drawn."
