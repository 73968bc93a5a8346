"""Selectors: how a person names a point of a plan.

`label_smoothing=0.1,optimizer=adam` names the points with these values, `trial=3` the point of that
trial with all its repeats, `point=2` the points of that number, one in each scientific setting.
Conditions are joined by commas, and all of them hold.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from tuneround.analysis.comparing.points import Point
from tuneround.errors import InputError
from tuneround.spec.model import Scalar
from tuneround.spec.showing import shortened
from tuneround.spec.suggestion import closest

MOST_LISTED = 12
"""Values or names that an error lists."""


class SelectorError(InputError):
    """A selector that names no point of the round."""


def selected(points: Sequence[Point], selector: str) -> tuple[Point, ...]:
    """Return the points that `selector` names, one at least, in the order of the plan.

    Args:
        points: all of the round.
        selector: as a person wrote it.

    Raises:
        SelectorError: when it is none, or names nothing; all that is wrong with it at once.

    """
    conditions = [_parted(part) for part in selector.split(",")]
    problems = [_problem(points, name, value) for name, value in conditions]
    if any(problems):
        raise SelectorError("\n".join(filter(None, problems)))
    found = tuple(
        point for point in points if all(_holds(point, name, v) for name, v in conditions)
    )
    if not found:
        raise SelectorError(
            f"A selector names a point of the plan; got `{_shown(selector)}`, whose conditions no "
            "point meets together. Leave one out, or name a trial: trial=0."
        )
    return found


def _parted(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return name.strip(), value.strip()


def _problem(points: Sequence[Point], name: str, value: str) -> str | None:
    """Return why no point meets the one condition; None when one does."""
    if not name or not value:
        return (
            "A selector is conditions NAME=VALUE joined by commas; got "
            f"`{_shown(name or value)}` in one. Write a hyperparameter's value, trial=N or point=N."
        )
    if any(_holds(point, name, value) for point in points):
        return None
    names = dict.fromkeys(key for point in points for key in point.hyperparameters)
    if name in names:
        holders = [p.hyperparameters for p in points if name in p.hyperparameters]
        return _unmet(name, value, (_text(held[name]) for held in holders))
    if name in _PLACES:
        return _unmet(name, value, (str(n) for point in points for n in _PLACES[name](point)))
    meant = closest(name, [*names, *_PLACES])
    return (
        f"A selector names a hyperparameter, trial or point; got `{_shown(name)}`. "
        + (f"Did you mean `{meant}`? " if meant else "")
        + f"The round has {_listed(names)}."
    )


def _unmet(name: str, value: str, held: Iterable[str]) -> str:
    return (
        f"`{name}` selects among the values of the plan; got `{_shown(value)}`. "
        f"It holds {_listed(held)}."
    )


_PLACES: dict[str, Callable[[Point], tuple[int, ...]]] = {
    "trial": lambda point: tuple(repeat.trial for repeat in point.repeats),
    "point": lambda point: (point.number,),
}


def _holds(point: Point, name: str, value: str) -> bool:
    if name in point.hyperparameters:
        return _equal(point.hyperparameters[name], value)
    return name in _PLACES and value in map(str, _PLACES[name](point))


def _equal(held: Scalar, written: str) -> bool:
    """Whether a value is the one that was written; a float, to the digits that are shown."""
    if isinstance(held, bool):
        return str(held).lower() == written.lower()
    if isinstance(held, str):
        return held == written
    try:
        number = float(written)
    except ValueError:
        return False
    return number == held if isinstance(held, int) else f"{held:.4g}" == f"{number:.4g}"


def _text(value: Scalar) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _listed(texts: Iterable[str]) -> str:
    distinct = dict.fromkeys(texts)
    shown = ", ".join(_shown(text) for text in islice(distinct, MOST_LISTED))
    more = len(distinct) - MOST_LISTED
    return f"{shown} and {more} more" if more > 0 else shown or "none"


def _shown(text: str) -> str:
    return shortened(text, 60)
