"""Points: trials as a plan numbers them: point by point, the repeats of each one together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tuneround.importing.assignments import Assignment
from tuneround.importing.cells import text
from tuneround.importing.flaws import Flaw, raise_flaws, refuse
from tuneround.importing.foreign import ForeignTrial, natural

PointKey = tuple[object, ...]


@dataclass(frozen=True)
class Points:
    """The trials of a round, in order.

    Attributes:
        points: the hyperparameters of each point.
        names: what its source calls each point.
        repeats: the names of the seeds, in order; one empty one where none are told apart.
        trials: by index, point * len(repeats) + repeat; a seed that is missing has none.

    """

    points: tuple[Assignment, ...]
    names: tuple[str, ...]
    repeats: tuple[str, ...]
    trials: Mapping[int, ForeignTrial]

    @property
    def planned(self) -> int:
        """How many trials the round plans."""
        return len(self.points) * len(self.repeats)


def points_of(
    trials: Sequence[ForeignTrial], values: Sequence[Assignment], repeat: str | None
) -> Points:
    """Return `trials` as points and repeats.

    Where the source tells the repeat beside the trial's name, trials of one name are one point.
    Where the repeat is a hyperparameter (a seed), trials that are equal in all others are.

    Args:
        trials: in the order in which they are to be numbered.
        values: their hyperparameters.
        repeat: what tells the seeds apart, as the user says it; None: nothing does.

    Raises:
        ImportRefusedError: the repeats of a point differ in a hyperparameter, a seed comes twice,
            or nothing of the trials is called `repeat`.

    """
    seeds = [trial.repeat for trial in trials]
    if repeat is not None and None in seeds:
        seeds, values = _pulled_out(values, repeat)
    keys = _keys(trials, values, seeds)
    firsts: dict[PointKey, int] = {}
    for position, key in enumerate(keys):
        firsts.setdefault(key, position)
    order = {key: number for number, key in enumerate(firsts)}
    repeats = sorted({seed or "" for seed in seeds}, key=natural)
    ordinals = {seed: number for number, seed in enumerate(repeats)}
    placed: dict[int, int] = {}
    flaws = []
    for position, key in enumerate(keys):
        index = order[key] * len(repeats) + ordinals[seeds[position] or ""]
        if placed.setdefault(index, position) != position:
            flaws.append(_twice(trials[position], trials[placed[index]]))
        if values[position] != values[firsts[key]]:
            flaws.append(_differing(trials[position], values[position], values[firsts[key]]))
    raise_flaws(flaws)
    return Points(
        points=tuple(values[position] for position in firsts.values()),
        names=tuple(trials[position].name for position in firsts.values()),
        repeats=tuple(repeats),
        trials={index: trials[position] for index, position in sorted(placed.items())},
    )


def _keys(
    trials: Sequence[ForeignTrial], values: Sequence[Assignment], seeds: Sequence[str | None]
) -> list[PointKey]:
    """Return for each trial what it shares with the other repeats of its point, and no other."""
    if len({trial.name for trial in trials}) < len(trials):
        return [(trial.name,) for trial in trials]
    # A trial without a seed is a point of its own.
    return [
        (position,) if seed is None else tuple(sorted((k, repr(v)) for k, v in value.items()))
        for position, (value, seed) in enumerate(zip(values, seeds, strict=True))
    ]


def _pulled_out(
    values: Sequence[Assignment], repeat: str
) -> tuple[list[str | None], list[Assignment]]:
    """Return the hyperparameter `repeat` of each trial, and the others."""
    if not any(repeat in value for value in values):
        names = ", ".join(dict.fromkeys(name for value in values for name in value)) or "nothing"
        rule = "--repeat names what tells the seeds of a point apart"
        raise refuse("", rule, f"`{repeat}`, which no trial has", f"Name one of {names}")
    seeds = [text(value[repeat]) if repeat in value else None for value in values]
    return seeds, [{n: v for n, v in value.items() if n != repeat} for value in values]


def _twice(trial: ForeignTrial, first: ForeignTrial) -> Flaw:
    return Flaw(
        trial.place,
        "A point has one trial for each seed",
        f"a second one, trial `{trial.title}`; the first is at {first.place}",
        "Remove one, or leave --repeat out, so that each trial is a point of its own",
    )


def _differing(trial: ForeignTrial, value: Assignment, first: Assignment) -> Flaw:
    names = [n for n in {**first, **value} if first.get(n) != value.get(n)]
    return Flaw(
        trial.place,
        "The repeats of a trial have the same hyperparameters",
        f"another {', '.join(names)} in trial `{trial.title}`",
        "Correct them, or tell the trials apart by {trial} alone",
    )
