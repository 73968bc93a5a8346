"""Statistics: the closed forms that several questions need. scipy enters here.

Only scipy.special, which loads ten times faster than scipy.stats, the oracle of the tests.
"""

from scipy import special


def binomial_at_least(successes: int, trials: int, probability: float) -> float:
    """Return P(X >= successes) for X ~ Binomial(trials, probability).

    >>> binomial_at_least(0, 5, 0.1), round(binomial_at_least(5, 5, 0.5), 5)
    (1.0, 0.03125)
    """
    if successes <= 0:
        return 1.0
    return float(special.bdtrc(successes - 1, trials, probability))
