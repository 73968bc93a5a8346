"""Sides: the two points that a comparison is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tuneround.analysis.adopting.selectors import SelectorError, selected
from tuneround.analysis.comparing.points import Point, scored
from tuneround.errors import TuneroundError
from tuneround.spec.model import Scalar
from tuneround.spec.round import RoundSpec
from tuneround.spec.search import Algorithm


class SidesError(TuneroundError):
    """A round that does not have two points to compare."""


@dataclass(frozen=True)
class Side:
    """One side of a comparison.

    Attributes:
        point: what was trained, with all its repeats.
        chosen_from: how many points it is the best of by the very scores that are compared; 1
            where it was named.
        round: where it was trained.
        won_with: mean score with which it was chosen in an earlier round, if one is known.
        seen: how many of its seeds that earlier round trained it with already.

    """

    point: Point
    chosen_from: int = 1
    round: str = ""
    won_with: float | None = None
    seen: int = 0


def sides_of(
    spec: RoundSpec, points: Sequence[Point], change: str | None = None, baseline: str | None = None
) -> tuple[Side, Side]:
    """Return the change and the baseline of one round.

    A selector that names several points means the best of them. Left out: of a round of two listed
    points, the first against the second; of any other, the best point of the best scientific
    setting against the best of the runner-up; in a round that compares no settings, the best point
    against the second best.

    Args:
        spec: the round's.
        points: all of its points.
        change: selector; None for the default.
        baseline: selector; None for the default.

    Raises:
        SelectorError: when a selector names nothing, or both name one point.
        SidesError: when there are no two points.

    """
    if change is None and baseline is None:
        return _listed_pair(spec, points) or _best_two(points)
    if change is not None and baseline is not None:
        pair = _named(points, change), _named(points, baseline)
    elif change is not None:
        first = _named(points, change)
        pair = first, _best_beside(first, points)
    else:
        second = _named(points, str(baseline))
        pair = _best_beside(second, points), second
    if pair[0].point is pair[1].point:
        raise SelectorError(
            "A comparison has two points; got the one of trial "
            f"{pair[0].point.repeats[0].trial} on both sides. Name another: --baseline trial=N."
        )
    return pair


def best_side(points: Sequence[Point], selector: str | None = None) -> Side:
    """Return the best of the points that a selector names, or of all.

    Raises:
        SelectorError: when the selector names nothing.
        SidesError: when no point has a score.

    """
    if selector is not None:
        return _named(points, selector)
    if not (held := scored(points)):
        raise SidesError(_too_few(points))
    return Side(held[0], len(held))


def differing(first: Mapping[str, Scalar], second: Mapping[str, Scalar]) -> tuple[str, ...]:
    """Return the hyperparameters that the two do not hold alike.

    >>> differing({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4})
    ('b', 'c')
    """
    names = dict.fromkeys([*first, *second])
    return tuple(name for name in names if first.get(name) != second.get(name))


def _named(points: Sequence[Point], selector: str) -> Side:
    found = selected(points, selector)
    held = scored(found)
    return Side(held[0], len(held)) if held else Side(found[0])


def _listed_pair(spec: RoundSpec, points: Sequence[Point]) -> tuple[Side, Side] | None:
    listed = spec.search.algorithm is Algorithm.LISTED
    return (Side(points[0]), Side(points[1])) if listed and len(points) == 2 else None


def _best_two(points: Sequence[Point]) -> tuple[Side, Side]:
    best = best_side(points)
    beside = _best_beside(best, points)
    of_setting = [p for p in scored(points) if p.label == best.point.label]
    return Side(best.point, len(of_setting)), beside


def _best_beside(side: Side, points: Sequence[Point]) -> Side:
    """Return the best point of another setting, the best other point where there is none."""
    held = scored(points)
    rivals = [point for point in held if point.label != side.point.label]
    if rivals:
        best = rivals[0]
        return Side(best, sum(point.label == best.label for point in rivals))
    others = [point for point in held if point is not side.point]
    if not others:
        raise SidesError(_too_few(points))
    return Side(others[0], len(others))


def _too_few(points: Sequence[Point]) -> str:
    count = len(scored(points))
    return (
        f"A comparison needs two points with a score; got {count} of {len(points)} planned. "
        "Wait for more trials (tuneround status FILE), or compare with another round: --against."
    )
