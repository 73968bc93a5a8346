"""Retention: which committed checkpoints of a trial are kept."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from math import isfinite

from tuneround.spec.checkpoints import KeptMetric
from tuneround.spec.objective import Direction

History = Mapping[int, Mapping[str, float]]
"""Step -> metrics of the evaluation there."""


def ranked(history: History, metric: str, direction: Direction, steps: Iterable[int]) -> list[int]:
    """Return `steps` that have a finite value of `metric`, best first, ties to the earlier step.

    >>> ranked({1: {"e": .2}, 2: {"e": .1}, 3: {"e": .1}}, "e", Direction.MINIMIZE, [3, 2, 1])
    [2, 3, 1]
    """
    valued = [
        (direction.sign * history[step][metric], step)
        for step in steps
        if metric in history.get(step, {}) and isfinite(history[step][metric])
    ]
    return [step for _, step in sorted(valued)]


def retained(history: History, committed: Collection[int], kept: Sequence[KeptMetric]) -> set[int]:
    """Return the committed steps to keep: the latest, and the best `count` of each kept metric.

    A committed step that was no evaluation (an interruption between two) is kept only as latest.
    """
    if not committed:
        return set()
    keep = {max(committed)}
    for rule in kept:
        keep.update(ranked(history, rule.metric, rule.direction, committed)[: rule.count])
    return keep


def is_best(history: History, step: int, kept: Sequence[KeptMetric]) -> bool:
    """Whether `step` is the best so far under the objective, the first of `kept`."""
    if not kept:
        return False
    order = ranked(history, kept[0].metric, kept[0].direction, history)
    return bool(order) and order[0] == step
