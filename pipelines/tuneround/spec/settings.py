"""Scientific settings: every combination of scientific values that a round compares."""

from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.hyperparameters import Hyperparameters
from tuneround.spec.model import Scalar
from tuneround.spec.search import Algorithm, Design, Search

Setting = dict[str, Scalar]
MAX_CROSSED_BY_DEFAULT = 8
MAX_SETTINGS = 10_000


def parents_first(hyperparameters: tuple[Hyperparameter, ...]) -> list[Hyperparameter]:
    """Return `hyperparameters` in file order, but each after every parent it has among them."""
    waiting = list(hyperparameters)
    ordered: list[Hyperparameter] = []
    while waiting:
        names = {h.name for h in waiting}
        ready = next(h for h in waiting if not (set(h.when) - {h.name}) & names)
        waiting.remove(ready)
        ordered.append(ready)
    return ordered


def fixed_values(hyperparameters: Hyperparameters) -> Setting:
    """Return the fixed values that hold in every trial: those without a `when`."""
    return {h.name: h.value for h in hyperparameters.fixed if not h.when and h.value is not None}


def scientific_settings(hyperparameters: Hyperparameters) -> list[Setting]:
    """Return every scientific setting, in the order of the file, the last name varying fastest.

    Conditional scientific hyperparameters take part where they are active. A round without
    scientific hyperparameters has one setting, the empty one. At most MAX_SETTINGS + 1 are
    enumerated, enough for a caller to refuse.

    Raises:
        ValueError: when a scientific hyperparameter is a range: it has no list of settings.

    """
    settings: list[Setting] = [{}]
    fixed = fixed_values(hyperparameters)
    for h in parents_first(hyperparameters.scientific):
        if h.values is None:
            raise ValueError(f"`{h.name}` is a range, so its settings cannot be listed")
        values = h.values
        settings = [
            extended
            for setting in settings
            for extended in (
                [{**setting, h.name: value} for value in values]
                if h.is_active({**fixed, **setting})
                else [setting]
            )
        ][: MAX_SETTINGS + 1]
    return settings


def design_in_force(search: Search, hyperparameters: Hyperparameters) -> Design:
    """Return the design of `search`, or the default: crossed up to 8 scientific settings.

    Listed points bring their own scientific values, so they count as sampled.
    """
    if search.algorithm is Algorithm.LISTED:
        return Design.SAMPLED
    if search.design is not None:
        return search.design
    if any(h.is_range for h in hyperparameters.scientific):
        return Design.SAMPLED
    few = len(scientific_settings(hyperparameters)) <= MAX_CROSSED_BY_DEFAULT
    return Design.CROSSED if few else Design.SAMPLED
