"""Contestants: rounds whose points are compared, read from the bucket."""

from dataclasses import dataclass, replace
from typing import Any

from tuneround.aggregation.judgement import judged_round
from tuneround.analysis.adopting.comparison import compare
from tuneround.analysis.adopting.sides import Side, best_side, sides_of
from tuneround.analysis.comparing.points import Point, noise_of, points_of
from tuneround.analysis.judged import JudgedRound
from tuneround.errors import InputError
from tuneround.records.comparison import Comparison
from tuneround.spec.identity import identity_content, identity_difference
from tuneround.spec.round import RoundSpec, TuningRound
from tuneround.store.bucket import StoreError
from tuneround.store.rounds import RoundStore

BESIDE_POINTS = ("steps", "evaluate_every", "image", "command")
"""What may tell two rounds apart besides their points."""


@dataclass(frozen=True)
class Contestant:
    """A round that gives one side, or both.

    Attributes:
        name: the round's.
        judged: the round.
        points: its points.
        earlier: points of the round that it follows, by the same objective; none without one.

    """

    name: str
    judged: JudgedRound
    points: tuple[Point, ...]
    earlier: tuple[Point, ...] = ()

    @property
    def spec(self) -> RoundSpec:
        """The round's spec."""
        return self.judged.spec

    def known(self, side: Side) -> Side:
        """Return the side with its round, and with what it had won by in the round before."""
        held = side.point.hyperparameters
        before = [point for point in self.earlier if point.hyperparameters == held]
        won_with = next((point.mean for point in before if point.mean is not None), None)
        seeds = [repeat.seeds for point in before for repeat in point.repeats]
        seen = sum(repeat.seeds in seeds for repeat in side.point.repeats)
        return replace(side, round=self.name, won_with=won_with, seen=seen)


def contestant(store: RoundStore, file: TuningRound) -> Contestant:
    """Return the round as its bucket holds it, with `minEffect` as the file says it now.

    Raises:
        IdentityError: when the file is another round than the stored one.
        StoreError: when the bucket cannot be reached, or holds no such round.

    """
    if not store.check_spec(file):
        raise StoreError(
            f"A round is compared once it was started; got nothing under `{store.keys.root}`. "
            "Start it: tuneround run FILE, or tuneround submit FILE."
        )
    stored = store.load_spec().spec
    spec = stored.model_copy(update={"objective": file.spec.objective})
    judged = judged_round(store, spec)
    return Contestant(file.name, judged, points_of(judged), _earlier(store, spec))


def compared(
    contestant: Contestant, change: str | None = None, baseline: str | None = None
) -> Comparison:
    """Compare two points of one round; `change` and `baseline` are selectors.

    Raises:
        SelectorError: when a selector names nothing, or both name one point.
        SidesError: when the round has no two points with a score.

    """
    first, second = sides_of(contestant.spec, contestant.points, change, baseline)
    return compare(
        contestant.known(first),
        contestant.known(second),
        contestant.spec.objective,
        noise_of(contestant.points),
    )


def compared_across(
    first: Contestant, second: Contestant, change: str | None = None, baseline: str | None = None
) -> Comparison:
    """Compare a point of `first`, the change, with one of `second`.

    Raises:
        InputError: when the rounds have other objectives, or a selector names nothing.
        SidesError: when a round has no point with a score.

    """
    _check_objectives(first, second)
    found = compare(
        first.known(best_side(first.points, change)),
        second.known(best_side(second.points, baseline)),
        first.spec.objective,
        noise_of([*first.points, *second.points]),
    )
    lines = identity_difference(_beside_points(second.spec), _beside_points(first.spec))
    if not lines:
        return found
    note = f"The rounds differ besides their points, too: {'; '.join(lines)}."
    return found.model_copy(update={"notes": (*found.notes, note)})


def _earlier(store: RoundStore, spec: RoundSpec) -> tuple[Point, ...]:
    if spec.previous is None:
        return ()
    before = RoundStore(store.bucket, store.keys.beside(spec.previous))
    if not before.latest_revision():
        return ()
    stored = before.load_spec().spec
    if _measured(stored) != _measured(spec):
        return ()
    return points_of(judged_round(before, stored))


def _beside_points(spec: RoundSpec) -> dict[str, Any]:
    content = identity_content(spec)
    return {key: content[key] for key in BESIDE_POINTS}


def _check_objectives(first: Contestant, second: Contestant) -> None:
    if _measured(first.spec) != _measured(second.spec):
        raise InputError(
            "Two rounds are compared by one objective; got "
            f"{' and '.join(' '.join(_measured(c.spec)) for c in (first, second))}. "
            "Compare rounds of one objective."
        )


def _measured(spec: RoundSpec) -> tuple[str, str]:
    return spec.objective.metric, spec.objective.direction.value
