"""Listed: the points that the user wrote."""

from collections.abc import Iterator

from tuneround.spec.round import RoundSpec
from tuneround.spec.settings import Setting, parents_first


def listed_points(spec: RoundSpec) -> Iterator[Setting]:
    """Yield every one of `search.points`, with the fixed values that are active in it."""
    fixed = parents_first(spec.hyperparameters.fixed)
    for listed in spec.search.points:
        point = dict(listed)
        for h in fixed:
            if h.is_active(point) and h.value is not None:
                point[h.name] = h.value
        yield point
