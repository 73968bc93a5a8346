"""The global gradient norm, which the playbook asks to log in full, before any clipping."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor


def global_norm(parameters: "Iterable[Tensor]") -> "Tensor":
    r"""Return the L2 norm of all gradients together, unclipped.

    .. math:: \lVert g \rVert = \sqrt{\textstyle\sum_p \sum_j g_{p,j}^2}

    with `g_p` the gradient of parameter `p`; parameters without one do not count. The result stays
    on the device, so nothing waits for it. With a GradScaler, unscale the gradients first.

    Args:
        parameters: for example `model.parameters()`; gradients are left as they are.

    Returns:
        A tensor of shape (); NaN or infinite when a gradient is, 0 when there is none.

    >>> import torch
    >>> weight, unused = torch.zeros(2, requires_grad=True), torch.zeros(9, requires_grad=True)
    >>> (weight * torch.tensor([3.0, 4.0])).sum().backward()
    >>> global_norm([weight, unused])
    tensor(5.)

    Source: playbook, "How can optimization failures be debugged and mitigated?".

    """
    from torch.nn.utils import get_total_norm

    return get_total_norm([p.grad for p in parameters if p.grad is not None])
