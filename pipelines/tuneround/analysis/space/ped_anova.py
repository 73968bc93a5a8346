"""PED-ANOVA: which hyperparameters the best trials of a space depend on. optuna enters here.

Watanabe, Bansal and Hutter, "PED-ANOVA: Efficiently Quantifying Hyperparameter Importance in
Arbitrary Subspaces" (arXiv 2304.10255): how far the density of a hyperparameter among the best
trials is from its density among all. It is optuna's, with the best tenth of the trials, or the best
five if those are more. Only the order of the scores matters.
"""

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from tuneround.analysis.ranks import ranks
from tuneround.analysis.training.learning_curve import Floats
from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.model import Scalar

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution

BEST = 0.1
LEAST_BEST = 5


def is_available() -> bool:
    """Whether optuna is installed."""
    return find_spec("optuna") is not None


def ped_anova(
    space: Sequence[Hyperparameter], points: Sequence[Mapping[str, Scalar]], scores: Floats
) -> dict[str, float]:
    """Return the importance of each hyperparameter, the greatest first; they add up to 1, or are 0.

    Args:
        space: of different names, each with several values.
        points: each has a value of every hyperparameter, within its space; more than five.
        scores: lower is better; infinite ones are the worst. One a point.

    """
    import optuna

    best = max(BEST, LEAST_BEST / len(points))
    with _quietly():
        study = optuna.create_study()
        distributions = {h.name: _distribution(h) for h in space}
        study.add_trials(
            [
                optuna.trial.create_trial(
                    params={h.name: point[h.name] for h in space},
                    distributions=distributions,
                    value=float(rank),
                )
                for point, rank in zip(points, ranks(scores), strict=True)
            ]
        )
        evaluator = optuna.importance.PedAnovaImportanceEvaluator(target_quantile=best)
        return dict(optuna.importance.get_param_importances(study, evaluator=evaluator))


def _distribution(hyperparameter: Hyperparameter) -> "BaseDistribution":
    from optuna.distributions import (
        CategoricalDistribution,
        FloatDistribution,
        IntDistribution,
    )

    if hyperparameter.min is None or hyperparameter.max is None:
        return CategoricalDistribution(hyperparameter.choices)
    low, high = hyperparameter.min, hyperparameter.max
    if hyperparameter.is_integer:
        return IntDistribution(int(low), int(high), log=hyperparameter.is_log)
    return FloatDistribution(float(low), float(high), log=hyperparameter.is_log)


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep optuna from logging each study, and from warning of what docs/analysis.md says."""
    import optuna

    verbosity = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        optuna.logging.set_verbosity(verbosity)
