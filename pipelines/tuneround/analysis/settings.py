"""Settings: which scientific setting a trial belongs to, as the answer names them."""

from collections.abc import Mapping

from tuneround.spec.hyperparameters import Hyperparameters
from tuneround.spec.model import Scalar


def compared_names(hyperparameters: Hyperparameters) -> tuple[str, ...]:
    """Return the scientific hyperparameters with a list of values, in the order of the file.

    A scientific range has no settings to compare; its axis plot shows it instead. Whether the
    design is crossed or sampled makes no difference.
    """
    return tuple(dict.fromkeys(h.name for h in hyperparameters.scientific if not h.is_range))


def setting_label(hyperparameters: Mapping[str, Scalar], names: tuple[str, ...]) -> str:
    """Return how a setting is called; empty in a round that compares none.

    >>> setting_label({"optimizer": "adam", "rate": 0.1}, ("optimizer",))
    'optimizer=adam'
    """
    return ", ".join(f"{name}={hyperparameters[name]}" for name in names if name in hyperparameters)
