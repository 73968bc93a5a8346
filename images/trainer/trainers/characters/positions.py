"""Positions: how a transformer is told where a character stands."""

import torch
from torch import Tensor

BASE = 10_000.0


def angles(context: int, width: int) -> Tensor:
    r"""Return the angles of sinusoidal and rotary positions, shape (context, width / 2).

    .. math:: a_{t,i} = t \, / \, 10000^{2 i / d}

    with `t` the position from 0, `i` the index of a pair of dimensions and `d` the width, even.
    After Vaswani et al., "Attention is all you need" (arXiv 1706.03762), section 3.5.

    >>> angles(context=3, width=2).flatten().tolist()
    [0.0, 1.0, 2.0]
    """
    frequencies = BASE ** (-torch.arange(0, width, 2, dtype=torch.float32) / width)
    return torch.arange(context, dtype=torch.float32)[:, None] * frequencies


def sinusoids(context: int, width: int) -> Tensor:
    """Return fixed position vectors, shape (context, width): sines, then cosines.

    The paper interleaves them; the order of dimensions makes no difference to the layers after.
    """
    angle = angles(context, width)
    return torch.cat([angle.sin(), angle.cos()], dim=1)


def rotate(x: Tensor, angle: Tensor) -> Tensor:
    """Rotate each pair (i, i + d/2) of the last dimension of `x` by its position's angle.

    Then the product of a query and a key depends on their distance alone. After Su et al.,
    "RoFormer" (arXiv 2104.09864), equation 34; pairs are halves, not neighbours, as in GPT-NeoX.

    Args:
        x: queries or keys, shape (..., context, d).
        angle: shape (context, d / 2), of `angles`.

    """
    first, second = x.chunk(2, dim=-1)
    cosine, sine = angle.cos().to(x.dtype), angle.sin().to(x.dtype)
    return torch.cat([first * cosine - second * sine, first * sine + second * cosine], dim=-1)
