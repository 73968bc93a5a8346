"""Mention: how the sentences about training curves name trials."""

from collections.abc import Sequence

from tuneround.analysis.training.learning_curve import LearningCurve

MOST = 3


def best_of(curves: Sequence[LearningCurve]) -> str:
    """Return how the best trials of some settings are called; one curve at least."""
    if not curves[0].label:
        return f"the best trial ({curves[0].trial})"
    named = listed([f"{curve.label} ({curve.trial})" for curve in curves])
    return f"the best trial{'' if len(curves) == 1 else 's'} of {named}"


def listed(names: Sequence[str]) -> str:
    """Return names in a row; beyond three, how many more there are.

    >>> listed(["a", "b"]), listed(["a", "b", "c", "d"])
    ('a and b', 'a, b, c and 1 more')
    """
    shown = list(names[:MOST])
    if len(names) > MOST:
        shown.append(f"{len(names) - MOST} more")
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]


def percent(share: float) -> str:
    """Return a share as the sentences write it.

    >>> percent(0.034), percent(0.0004), percent(1.0)
    ('3.4%', '0.04%', '100%')
    """
    return f"{100 * share:.2g}%" if share < 0.995 else f"{100 * share:.3g}%"
