"""Statistics: the closed forms that several questions need. scipy enters here.

Only scipy.special, which loads ten times faster than scipy.stats, the oracle of the tests.
"""

from math import exp, lgamma, sqrt

from scipy import special


def binomial_at_least(successes: int, trials: int, probability: float) -> float:
    """Return P(X >= successes) for X ~ Binomial(trials, probability).

    >>> binomial_at_least(0, 5, 0.1), round(binomial_at_least(5, 5, 0.5), 5)
    (1.0, 0.03125)
    """
    if successes <= 0:
        return 1.0
    return float(special.bdtrc(successes - 1, trials, probability))


def student_at_least(t: float, freedom: float) -> float:
    """Return P(T >= t) for T of Student's distribution.

    >>> student_at_least(0.0, 5)
    0.5
    """
    return float(special.stdtr(freedom, -t))


def normal_below(value: float) -> float:
    """Return P(Z <= value) for a standard normal Z.

    >>> normal_below(0.0)
    0.5
    """
    return float(special.ndtr(value))


def student_quantile(probability: float, freedom: float) -> float:
    """Return the value below which Student's t of `freedom` lies with `probability`.

    >>> round(student_quantile(0.975, 8), 3)
    2.306
    """
    return float(special.stdtrit(freedom, probability))


def noncentral_student_below(value: float, freedom: float, shift: float) -> float:
    """Return P(T <= value) for the noncentral t of `freedom` and noncentrality `shift`.

    >>> round(noncentral_student_below(0.0, 8, 0.0), 3)
    0.5
    """
    return float(special.nctdtr(freedom, shift, value))


def deviation_interval(deviation: float, freedom: int, confidence: float) -> tuple[float, float]:
    """Return the interval of a normal standard deviation, by the chi-square distribution.

    >>> low, high = deviation_interval(1.0, 10, 0.95)
    >>> round(low, 3), round(high, 3)
    (0.699, 1.755)
    """
    outside = (1 - confidence) / 2
    most, least = special.chdtri(freedom, outside), special.chdtri(freedom, 1 - outside)
    return deviation * sqrt(freedom / most), deviation * sqrt(freedom / least)


def hypergeometric_at_least(successes: int, drawn: int, good: int, total: int) -> float:
    """Return P(X >= successes): of `total` things `good` are of a kind, and X of the `drawn`.

    >>> round(hypergeometric_at_least(3, 3, 3, 6), 5)
    0.05
    """
    least, most = max(successes, drawn + good - total, 0), min(drawn, good)
    if successes <= max(drawn + good - total, 0):
        return 1.0
    chosen = _log_choose(total, drawn)
    terms = (
        _log_choose(good, x) + _log_choose(total - good, drawn - x) for x in range(least, most + 1)
    )
    return min(1.0, sum(exp(term - chosen) for term in terms))


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
