"""The network: two convolutions, each pooled to half the side, and a linear layer."""

from collections.abc import Callable

from torch.nn import (
    BatchNorm2d,
    Conv2d,
    Dropout,
    Flatten,
    GroupNorm,
    Identity,
    Linear,
    MaxPool2d,
    Module,
    ReLU,
    Sequential,
)

GROUPS = 4
NORMALIZATIONS: dict[str, Callable[[int], Module]] = {
    "none": lambda channels: Identity(),
    "batch": BatchNorm2d,
    "layer": lambda channels: GroupNorm(1, channels),  # over channels and positions of an image
    "group": lambda channels: GroupNorm(GROUPS, channels),
}


def build_network(width: int, normalization: str, dropout: float) -> Sequential:
    """Return a network from images (batch, 1, 28, 28) to logits (batch, 10).

    Args:
        width: channels of the first convolution in fours; the second has twice as many.
        normalization: a key of NORMALIZATIONS.
        dropout: share of the last layer's inputs dropped in training, from 0 to below 1.

    """
    channels = GROUPS * width
    return Sequential(
        *_block(1, channels, normalization),  # (batch, channels, 14, 14)
        *_block(channels, 2 * channels, normalization),  # (batch, 2 channels, 7, 7)
        Flatten(),
        Dropout(dropout),
        Linear(2 * channels * 7 * 7, 10),
    )


def _block(channels_in: int, channels: int, normalization: str) -> list[Module]:
    # Pooling first: the same result for less work, since ReLU keeps the order.
    return [
        Conv2d(channels_in, channels, kernel_size=3, padding=1),
        MaxPool2d(2),
        NORMALIZATIONS[normalization](channels),
        ReLU(),
    ]
