"""Precision: bfloat16 or scaled float16 on a GPU, float32 on a CPU, behind one update."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import torch
from torch import Tensor
from torch.amp import GradScaler, autocast
from torch.nn import Parameter
from torch.optim import Optimizer
from tuneround.trial.gradients import global_norm
from tuneround.trial.ranks import average_gradients


@dataclass
class Precision:
    """Where the model is, in which type it computes, and the scaler that float16 needs.

    Track `scaler` with the trial: its scale is a part of the training's state. Where no scaling is
    needed it is disabled, does nothing and has an empty state.
    """

    device: torch.device
    dtype: torch.dtype | None
    """The lower-precision type of the forward pass; None for float32 throughout."""
    scaler: GradScaler = field(init=False)

    def __post_init__(self) -> None:
        self.scaler = GradScaler(self.device.type, enabled=self.dtype is torch.float16)

    def place(self, chosen: Tensor) -> Tensor:
        """Return the indices of a batch on the device, without waiting for its earlier steps.

        A plain `.to(device)` waits for all that the GPU has been given: once a step, every step.
        """
        return chosen.to(self.device, non_blocking=True)

    def autocast(self) -> autocast:
        """Return the context of every forward pass, in training and evaluation."""
        return autocast(self.device.type, dtype=self.dtype, enabled=self.dtype is not None)

    def update(self, loss: Tensor, optimizer: Optimizer, parameters: Iterable[Parameter]) -> Tensor:
        """Take one step of `optimizer` down `loss`; return the unclipped, unscaled gradient norm.

        Ranks that train together step down the mean of their losses. A float16 step whose
        gradients overflowed is left out by the scaler; its norm is infinite.
        """
        parameters = list(parameters)
        optimizer.zero_grad(set_to_none=True)
        self.scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
        average_gradients(parameters)
        self.scaler.unscale_(optimizer)
        norm = global_norm(parameters)
        self.scaler.step(optimizer)
        self.scaler.update()
        return norm


def best_precision() -> Precision:
    """Return mixed precision on a GPU where there is one, else float32 on the CPU."""
    if not torch.cuda.is_available():
        return Precision(torch.device("cpu"), None)
    native = torch.cuda.is_bf16_supported(including_emulation=False)
    return Precision(torch.device("cuda"), torch.bfloat16 if native else torch.float16)
