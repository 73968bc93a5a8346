"""A decoder-only transformer, small enough to read: embed, attend, mix, predict."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import (
    GELU,
    Dropout,
    Embedding,
    Identity,
    LayerNorm,
    Linear,
    Module,
    ModuleList,
    RMSNorm,
    Sequential,
)
from torch.nn.functional import linear, scaled_dot_product_attention
from torch.nn.init import normal_

from trainers.characters.positions import angles, rotate, sinusoids

NORMALIZATIONS: dict[str, Callable[[int], Module]] = {
    "layer": LayerNorm,
    "rms": RMSNorm,
    "none": lambda width: Identity(),
}
POSITIONS = ("learned", "sinusoidal", "rotary", "none")
PLACEMENTS = ("pre", "post")
INITIAL_SPREAD = 0.02
"""Standard deviation of the embeddings, as in GPT-2."""


@dataclass(frozen=True)
class Shape:
    """The architecture."""

    vocabulary: int
    context: int
    width: int
    """A multiple of 2 x heads."""
    layers: int
    heads: int
    normalization: str
    placement: str
    """`pre`: x + f(norm(x)); `post`: norm(x + f(x))."""
    positions: str
    dropout: float


class Attention(Module):
    """Causal multi-head self-attention, (batch, context, width) to the same."""

    angle: Tensor | None

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.dropout = shape.dropout
        self.inputs = Linear(shape.width, 3 * shape.width)
        self.output = Linear(shape.width, shape.width)
        rotary = shape.positions == "rotary"
        angle = angles(shape.context, shape.width // shape.heads) if rotary else None
        self.register_buffer("angle", angle, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """Mix each position with those before it."""
        batch, context, width = x.shape
        parts = self.inputs(x).view(batch, context, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4)  # each (batch, heads, context, d)
        if self.angle is not None:
            query, key = (rotate(part, self.angle[:context]) for part in (query, key))
        dropout = self.dropout if self.training else 0.0
        mixed = scaled_dot_product_attention(query, key, value, is_causal=True, dropout_p=dropout)
        return self.output(mixed.transpose(1, 2).reshape(batch, context, width))  # type: ignore[no-any-return]


class Block(Module):
    """Attention and a two-layer network, each a residual with its normalization."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        self.pre = shape.placement == "pre"
        mixer = Sequential(Linear(width, 4 * width), GELU(), Linear(4 * width, width))
        self.parts = ModuleList([Attention(shape), mixer])
        self.norms = ModuleList(NORMALIZATIONS[shape.normalization](width) for _ in self.parts)
        self.dropout = Dropout(shape.dropout)

    def forward(self, x: Tensor) -> Tensor:
        """Return `x` with both residuals added."""
        for part, norm in zip(self.parts, self.norms, strict=True):
            residual = self.dropout(part(norm(x) if self.pre else x))
            x = x + residual if self.pre else norm(x + residual)
        return x


class Transformer(Module):
    """Characters (batch, context) to logits (batch, context, vocabulary)."""

    fixed: Tensor | None

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.characters = Embedding(shape.vocabulary, shape.width)
        normal_(self.characters.weight, std=INITIAL_SPREAD)
        learned = shape.positions == "learned"
        self.places = Embedding(shape.context, shape.width) if learned else None
        if self.places is not None:
            normal_(self.places.weight, std=INITIAL_SPREAD)
        fixed = shape.positions == "sinusoidal"
        table = sinusoids(shape.context, shape.width) * INITIAL_SPREAD if fixed else None
        self.register_buffer("fixed", table, persistent=False)
        self.dropout = Dropout(shape.dropout)
        self.blocks = Sequential(*(Block(shape) for _ in range(shape.layers)))
        last = shape.normalization if shape.placement == "pre" else "none"
        self.norm = NORMALIZATIONS[last](shape.width)

    def forward(self, characters: Tensor) -> Tensor:
        """Return the logits of each next character; at most `context` positions."""
        context = characters.shape[1]
        x = self.characters(characters)
        if self.places is not None:
            x = x + self.places(torch.arange(context, device=x.device))
        if self.fixed is not None:
            x = x + self.fixed[:context]
        x = self.norm(self.blocks(self.dropout(x)))
        # The output layer is the embedding itself (Press and Wolf, arXiv 1608.05859).
        return linear(x, self.characters.weight)
