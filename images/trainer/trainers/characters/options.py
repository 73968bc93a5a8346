"""The hyperparameters of `characters`."""

from dataclasses import dataclass

from trainers.characters.model import NORMALIZATIONS, PLACEMENTS, POSITIONS, Shape, Transformer
from trainers.optimizers import OptimizerOptions
from trainers.options import option


@dataclass(frozen=True)
class Options(OptimizerOptions):
    """What a trial of `characters` may be told."""

    optimizer: str = option(
        "adam",
        "SGD with Nesterov momentum, or AdamW",
        role="scientific",
        choices=("nesterov", "adam"),
    )
    learning_rate: float = option(
        0.003, "the highest rate of the schedule", role="nuisance", low=1e-12
    )
    batch_size: int = option(16, "windows a step; choose it for throughput", role="fixed", low=1)
    normalization: str = option(
        "layer", "which normalization", role="scientific", choices=tuple(NORMALIZATIONS)
    )
    placement: str = option(
        "pre",
        "normalization before a residual's layer or after its sum",
        role="scientific",
        choices=PLACEMENTS,
    )
    positions: str = option(
        "rotary", "how positions are encoded", role="scientific", choices=POSITIONS
    )
    dropout: float = option(
        0.0, "share of units and attention weights dropped", role="nuisance", low=0, high=0.95
    )
    label_smoothing: float = option(
        0.0, "share of the target spread over all characters", role="nuisance", low=0, high=0.95
    )
    layers: int = option(2, "blocks of attention and mixing", role="fixed", low=1, high=48)
    heads: int = option(4, "attention heads a layer", role="fixed", low=1, high=64)
    head_width: int = option(16, "dimensions of a head, even", role="fixed", low=2, high=256)
    context: int = option(64, "characters that a window holds", role="fixed", low=2, high=4096)


def build_model(options: Options, vocabulary: int) -> Transformer:
    """Return the transformer that `options` describe."""
    return Transformer(
        Shape(
            vocabulary=vocabulary,
            context=options.context,
            width=options.heads * options.head_width,
            layers=options.layers,
            heads=options.heads,
            normalization=options.normalization,
            placement=options.placement,
            positions=options.positions,
            dropout=options.dropout,
        )
    )
