"""The hyperparameters of `mnist`."""

from dataclasses import dataclass

from trainers.mnist.model import NORMALIZATIONS
from trainers.optimizers import OptimizerOptions
from trainers.options import option


@dataclass(frozen=True)
class Options(OptimizerOptions):
    """What a trial of `mnist` may be told."""

    normalization: str = option(
        "batch",
        "what is normalized after a convolution",
        role="scientific",
        choices=tuple(NORMALIZATIONS),
    )
    dropout: float = option(
        0.25, "share of the last layer's inputs dropped", role="nuisance", low=0, high=0.95
    )
    label_smoothing: float = option(
        0.0, "share of the target spread over all classes", role="nuisance", low=0, high=0.95
    )
    width: int = option(
        4, "channels of the first convolution, in fours", role="fixed", low=1, high=64
    )
