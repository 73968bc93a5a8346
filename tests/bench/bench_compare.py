"""Bench: how often `tuneround compare` is right: false verdicts, power, what its interval covers.

Scores are normal, log-normal (skewed), or Student's t with 3 degrees of freedom (outliers); an
effect is in standard deviations over seeds. Prints the figures of docs/compare.md.
"""

import sys
from collections.abc import Callable, Iterator

import numpy as np
from made_sides import LOSS, made_point
from tuneround.analysis.adopting.comparison import compare
from tuneround.analysis.adopting.power import power
from tuneround.analysis.adopting.sides import Side, best_side
from tuneround.analysis.comparing.points import Point
from tuneround.records.comparison import Comparison, Verdict

Draw = Callable[[np.random.Generator, int], np.ndarray]

TIMES = 500
LIMIT = 0.05
SLACK = 0.03
"""What chance alone adds in so many comparisons, at three standard errors."""
DRAWS: dict[str, Draw] = {
    "normal": lambda random, size: random.normal(size=size),
    "skewed": lambda random, size: random.lognormal(0.0, 0.5, size),
    "outliers": lambda random, size: random.standard_t(3, size),
}
SIZES = ((3, 3), (4, 4), (5, 5), (5, 10), (10, 10))


def compared(draw: Draw, sizes: tuple[int, int], effect: float, seed: int) -> Comparison:
    """Return one comparison in which the change is truly better by `effect`."""
    random = np.random.default_rng(seed)
    change, baseline = draw(random, sizes[0]) - effect, draw(random, sizes[1])
    sides = made_point(change.tolist(), {"x": 1}), made_point(baseline.tolist(), {"x": 0})
    return compare(Side(sides[0]), Side(sides[1]), LOSS)


def under_the_null() -> Iterator[bool]:
    """Print the share of false verdicts, and of intervals that cover 0, without an effect."""
    print(f"{'no effect':12} {'seeds':>7} {'ADOPT':>7} {'REJECT':>7} {'covers':>7}")
    for name, draw in DRAWS.items():
        for sizes in SIZES:
            found = [compared(draw, sizes, 0.0, seed) for seed in range(TIMES)]
            adopted, rejected = _share(found, Verdict.ADOPT), _share(found, Verdict.REJECT)
            row = f"{name:12} {sizes[0]:>3} v {sizes[1]:<2} {adopted:7.1%} {rejected:7.1%}"
            print(f"{row} {_coverage(found)}")
            yield adopted <= LIMIT + SLACK


def with_an_effect() -> Iterator[bool]:
    """Print how often a true effect is adopted, beside what the formula says."""
    print(f"\n{'effect (sd)':12} {'seeds':>7} {'ADOPT':>7} {'formula':>8}")
    for effect in (1.0, 1.5, 2.0, 3.0):
        for seeds in (4, 5, 10):
            found = [
                compared(DRAWS["normal"], (seeds, seeds), effect, seed) for seed in range(TIMES)
            ]
            adopted, formula = _share(found, Verdict.ADOPT), power(seeds, effect, 1.0, 0.05)
            print(f"{effect:<12} {seeds:>3} v {seeds:<2} {adopted:7.1%} {formula:8.1%}")
            yield abs(adopted - formula) <= 0.06


def by_choice() -> Iterator[bool]:
    """Print false ADOPTs where sides are the best of many points by the compared scores."""
    print(f"\n{'best of k, no effect, 5 seeds':30} {'ADOPT':>7}")
    for change, baseline in ((16, 16), (16, 1), (64, 64), (16, 4)):
        found = [_chosen(change, baseline, seed) for seed in range(TIMES)]
        adopted = _share(found, Verdict.ADOPT)
        print(f"best of {change:>2} against best of {baseline:<5} {adopted:7.1%}")
        yield adopted <= LIMIT + SLACK


def _chosen(change: int, baseline: int, seed: int) -> Comparison:
    random = np.random.default_rng(seed)
    sides = [best_side(_points(random, count)) for count in (change, baseline)]
    return compare(sides[0], sides[1], LOSS)


def _points(random: np.random.Generator, count: int) -> list[Point]:
    return [made_point(random.normal(size=5).tolist(), {"x": n}, first=n) for n in range(count)]


def _share(found: list[Comparison], verdict: Verdict) -> float:
    return sum(one.verdict is verdict for one in found) / len(found)


def _coverage(found: list[Comparison]) -> str:
    ends = [(one.evidence.low, one.evidence.high) for one in found]
    inside = [low <= 0 <= high for low, high in ends if low is not None and high is not None]
    return f"{sum(inside) / len(inside):7.1%}" if inside else "      -"


def main() -> int:
    """Print the figures; return 1 when a share is beyond its limit."""
    kept = [*under_the_null(), *with_an_effect(), *by_choice()]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
