"""Grid: every combination of the values, without those that no condition allows."""

from collections.abc import Iterator

from tuneround.spec.hyperparameters import Hyperparameters
from tuneround.spec.settings import Setting, parents_first


def grid_points(hyperparameters: Hyperparameters, setting: Setting) -> Iterator[Setting]:
    """Yield every point of `setting`: the product of all values, the last name fastest.

    Conditional hyperparameters take part where they are active; names stand in the order in
    which they were given a value, each after its parents.

    Arguments:
        hyperparameters: of the round, ranges none of them.
        setting: the scientific values of a crossed design; empty to search them too.

    """
    order = parents_first((*hyperparameters.searched, *hyperparameters.fixed))
    # A stack and no recursion: a round may have more names than Python has frames.
    waiting = [(0, dict(setting))]
    while waiting:
        depth, point = waiting.pop()
        while depth < len(order) and (
            order[depth].name in point or not order[depth].is_active(point)
        ):
            depth += 1
        if depth == len(order):
            yield point
            continue
        h = order[depth]
        waiting += [(depth + 1, {**point, h.name: value}) for value in reversed(h.choices)]
