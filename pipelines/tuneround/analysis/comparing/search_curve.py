"""Search curve: what a setting would have reached with fewer points, exactly.

For k = 1 … n: the mean of the best of k of its n points drawn without replacement, and the
quantiles of a box plot (`order_statistics.py`). Nothing is said beyond n. In the means an
infeasible point counts as the worst value of the setting; a quantile that falls on one is infinite.

Symbols: b the best, h the mean of the best of n/2, and the *spread* s, from the best to the first
quartile of the points: how far the good points differ, whatever the width of the space. Then

    gain = h - b, what the second half of the points brought
    enough = the smallest k whose median best is within the tolerance of b

The tolerance is the round's `minEffect`, or a tenth of s: less than that moves the best no further
than the good points differ from one another anyway.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tuneround.analysis.comparing.cells import Cell
from tuneround.analysis.comparing.order_statistics import Array, best_of_quantiles, expected_best

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
FEWEST = 4
"""Points below which half of them is no search."""
TOLERATED = 0.1
MOST_SIZES = 1000


@dataclass(frozen=True)
class SearchCurve:
    """The points of one setting, as a search that could have ended sooner.

    Attributes:
        cell: the setting; its best point is not infeasible.
        min_effect: the smallest difference that matters, in the objective's unit, or None.

    """

    cell: Cell
    min_effect: float | None

    @property
    def size(self) -> int:
        """How many points it has, n."""
        return len(self.cell.points)

    @cached_property
    def sizes(self) -> list[int]:
        """The k that are shown: all, up to MOST_SIZES of them."""
        return sorted({round(k) for k in np.linspace(1, self.size, min(self.size, MOST_SIZES))})

    @cached_property
    def means(self) -> list[float]:
        """The expected best of each of `sizes`."""
        return [expected_best(self._bounded, k) for k in self.sizes]

    @cached_property
    def quantiles(self) -> Array:
        """LEVELS of the best of each of `sizes`, a row each."""
        return np.array([best_of_quantiles(self.cell.scores, k, LEVELS) for k in self.sizes])

    @property
    def half(self) -> float:
        """The expected best of half the points."""
        return expected_best(self._bounded, max(1, self.size // 2))

    @property
    def gain(self) -> float:
        """What the second half brought."""
        return self.half - self.cell.best

    @property
    def spread(self) -> float:
        """From the best point to the first quartile."""
        (quartile,) = best_of_quantiles(self._bounded, 1, [0.25])
        return float(quartile) - self.cell.best

    @property
    def tolerance(self) -> float:
        """The difference that does not matter."""
        return self.min_effect if self.min_effect is not None else TOLERATED * self.spread

    @property
    def still_gains(self) -> bool:
        """Whether the second half brought more than what does not matter."""
        return self.gain > self.tolerance

    @property
    def enough(self) -> int:
        """The smallest shown k whose median best is within the tolerance of the best."""
        reached = self.quantiles[:, LEVELS.index(0.5)] <= self.cell.best + self.tolerance
        return self.sizes[int(np.argmax(reached))]

    @cached_property
    def _bounded(self) -> Array:
        scores = self.cell.scores
        return np.where(np.isinf(scores), scores[np.isfinite(scores)].max(), scores)
