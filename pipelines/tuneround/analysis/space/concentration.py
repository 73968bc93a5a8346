"""Concentration: in which part of which hyperparameter the crosses lie.

Every searched definition is divided: a range into BINS equal parts of its scaled axis, a list into
its values. Of n trials that have it and are crosses or not, K are crosses; a part with m trials, x
of them crosses, has more than its share when

    P(X >= x) < LEVEL / (number of parts looked at),    X ~ Hypergeometric(n, K, m)

exactly (Fisher's one-sided test), corrected by Bonferroni. Trials count, not points: each seed may
diverge for itself; with repeats the test is therefore somewhat bold.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.space.axes import Axis, axes_of
from tuneround.analysis.space.naming import scalar_text
from tuneround.analysis.statistics import hypergeometric_at_least
from tuneround.analysis.verdict import number
from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.model import Scalar

BINS = 5
LEVEL = 0.01


@dataclass(frozen=True)
class Part:
    """One part of a hyperparameter.

    Attributes:
        definition: the hyperparameter.
        bin: its place among the parts, from 0.
        ends: of its part of a range; None for a value of a list.
        trials: how many lie in it, x of them crosses.
        chance: that at least as many crosses would lie in it, were they spread evenly.

    """

    definition: Hyperparameter
    bin: int
    ends: tuple[float, float] | None
    trials: int
    crosses: int
    chance: float

    @property
    def text(self) -> str:
        """What lies in it: a value, or `low to high`."""
        if self.ends is None:
            return scalar_text(self.definition.choices[self.bin])
        return f"{number(self.ends[0])} to {number(self.ends[1])}"


@dataclass(frozen=True)
class Concentration:
    """Where the crosses of one definition lie.

    Attributes:
        definition: the hyperparameter.
        parts: those with significantly more than their share.
        trials: how many have the hyperparameter and are a cross or not.
        crosses: how many of them are crosses.

    """

    definition: Hyperparameter
    parts: tuple[Part, ...]
    trials: int
    crosses: int


def parts_of(judged: JudgedRound, is_cross: Mapping[int, bool]) -> tuple[tuple[Part, ...], ...]:
    """Return the parts of each searched definition that some trial has.

    Args:
        judged: the round.
        is_cross: trial -> whether it is a cross; of all trials that count.

    """
    axes = {id(axis.definition): axis for axis in axes_of(judged.spec.hyperparameters)}
    found = []
    for definition in judged.spec.hyperparameters.searched:
        held = list(_held(judged, definition, is_cross))
        if held and (definition.values is not None or id(definition) in axes):
            found.append(_parts(definition, axes.get(id(definition)), held))
    return tuple(found)


def concentrations(parts: Sequence[Sequence[Part]]) -> tuple[Concentration, ...]:
    """Return the definitions in whose parts crosses have significantly more than their share."""
    looks = sum(len(own) for own in parts)
    return tuple(
        Concentration(
            own[0].definition,
            tuple(part for part in own if part.chance < LEVEL / looks),
            sum(part.trials for part in own),
            sum(part.crosses for part in own),
        )
        for own in parts
        if any(part.chance < LEVEL / looks for part in own)
    )


def _held(
    judged: JudgedRound, definition: Hyperparameter, is_cross: Mapping[int, bool]
) -> Iterator[tuple[Scalar, bool]]:
    """Yield the value and whether it is a cross of every trial that has the hyperparameter."""
    for trial in judged.plan:
        assigned = trial.hyperparameters
        if trial.index in is_cross and definition.is_active(assigned):
            value = assigned.get(definition.name)
            if value is not None and definition.admits(value):
                yield value, is_cross[trial.index]


def _parts(
    definition: Hyperparameter, axis: Axis | None, held: Sequence[tuple[Scalar, bool]]
) -> tuple[Part, ...]:
    ends = _ends(definition, axis)
    counts, crosses = [0] * len(ends), [0] * len(ends)
    for value, bad in held:
        bin_ = _bin(definition, axis, value)
        counts[bin_] += 1
        crosses[bin_] += bad
    total = sum(crosses)
    return tuple(
        Part(
            definition,
            bin_,
            own_ends,
            counts[bin_],
            crosses[bin_],
            hypergeometric_at_least(crosses[bin_], counts[bin_], total, len(held)),
        )
        for bin_, own_ends in enumerate(ends)
    )


def _bin(definition: Hyperparameter, axis: Axis | None, value: Scalar) -> int:
    if axis is None or not definition.is_range:
        return definition.choices.index(value)
    return min(max(int(axis.place(value) * BINS), 0), BINS - 1)


def _ends(definition: Hyperparameter, axis: Axis | None) -> list[tuple[float, float] | None]:
    if axis is None or not definition.is_range:
        return [None] * len(definition.choices)
    return list(pairwise(axis.value(bin_ / BINS) for bin_ in range(BINS + 1)))
