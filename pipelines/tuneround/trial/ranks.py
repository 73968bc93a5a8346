"""Ranks: what the processes that train one trial together tell each other.

Everything here is for torch.distributed's default process group, and does nothing, or answers for
one process, where there is none. What is exchanged is small and goes over a gloo group of its own,
so that no call waits for a GPU and none disturbs the training's own communication.

Every rank makes the same calls in the same order.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tuneround.trial.averages import WeightedMean

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module, Parameter


@contextmanager
def process_group() -> Iterator[None]:
    """Join the processes that the environment's WORLD_SIZE counts; alone, do nothing.

    With GPUs it is nccl on the device LOCAL_RANK, which becomes the current one, else gloo. After
    an exception the group is left as it is: the others may be gone, and the process ends anyway.
    Use it inside `with Trial.from_environment()`, so that a peer that does not come is an
    interruption of the trial.
    """
    if int(os.environ.get("WORLD_SIZE", "1")) < 2:
        yield
        return
    import torch
    from torch import distributed

    if torch.cuda.is_available():
        device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
        torch.cuda.set_device(device)
        distributed.init_process_group("nccl", device_id=device)
    else:
        distributed.init_process_group("gloo")
    yield
    distributed.destroy_process_group()


def rank() -> int:
    """Return which of the ranks this process is, from 0."""
    joined = _joined()
    return 0 if joined is None else int(joined.get_rank())


def world_size() -> int:
    """Return how many ranks train together; 1 alone."""
    joined = _joined()
    return 1 if joined is None else int(joined.get_world_size())


def mean_across_ranks(value: "float | Tensor", weight: float = 1.0) -> float:
    """Return the mean of all ranks' values, weighted; the same float on every rank.

    For metrics of an evaluation set that is divided among the ranks: each passes the mean over
    its part, and as `weight` how many examples that has. A rank without any passes weight 0.

    Raises:
        ValueError: a weight is negative or not finite, or all are 0.

    """
    mean = WeightedMean()
    for other, its_weight in _gathered([float(value), float(weight)]):
        mean.add(other, its_weight)
    return mean.compute()


def average_gradients(parameters: "Iterable[Parameter]") -> None:
    """Replace every gradient by its mean over the ranks, in place; call it after `backward`.

    For small models whose ranks began with the same weights: one operation over all gradients of a
    type. torch's DistributedDataParallel does the same beside the backward pass. Every rank has
    gradients for the same parameters.
    """
    if world_size() == 1:
        return
    import torch
    from torch import distributed

    alike: dict[tuple[Any, Any], list[Tensor]] = {}
    for parameter in parameters:
        if parameter.grad is not None:
            kind = (parameter.grad.device, parameter.grad.dtype)
            alike.setdefault(kind, []).append(parameter.grad)
    for gradients in alike.values():
        flat = torch.cat([gradient.flatten() for gradient in gradients])
        distributed.all_reduce(flat)
        flat /= world_size()
        pieces = torch.split(flat, [gradient.numel() for gradient in gradients])
        for gradient, piece in zip(gradients, pieces, strict=True):
            gradient.copy_(piece.view(gradient.shape))


def synchronize_buffers(model: "Module") -> None:
    """Make the model's buffers the same on every rank, in place.

    Floating ones become the mean over the ranks: batch normalization's running mean and variance,
    of which each rank has seen other examples, and their copies in an averaged model. Others, such
    as counters, become those of rank 0. Call it before evaluating: the checkpoints that a Trial
    takes are those of rank 0.

    Source: playbook, "Considerations for multi-host pipelines": batch normalization's statistics
    are synchronized across hosts before evaluation and before a checkpoint is saved.
    """
    if world_size() == 1:
        return
    buffers = [buffer.detach() for buffer in model.buffers()]
    _average([buffer for buffer in buffers if buffer.is_floating_point()])
    _copy_from_first([buffer for buffer in buffers if not buffer.is_floating_point()])


def _average(buffers: Sequence["Tensor"]) -> None:
    if not buffers:
        return
    import torch
    from torch import distributed

    # In float64 the mean of equal float32 values is that value, to the last bit.
    flat = torch.cat([buffer.to("cpu", torch.float64).flatten() for buffer in buffers])
    distributed.all_reduce(flat, group=cpu_group())
    flat /= world_size()
    pieces = torch.split(flat, [buffer.numel() for buffer in buffers])
    for buffer, piece in zip(buffers, pieces, strict=True):
        buffer.copy_(piece.view(buffer.shape))


def _copy_from_first(buffers: Sequence["Tensor"]) -> None:
    if not buffers:
        return
    import torch
    from torch import distributed

    flat = torch.cat([buffer.cpu().reshape(-1).view(torch.uint8) for buffer in buffers])
    distributed.broadcast(flat, src=0, group=cpu_group())
    pieces = torch.split(flat, [buffer.numel() * buffer.element_size() for buffer in buffers])
    for buffer, piece in zip(buffers, pieces, strict=True):
        # A copy, since a piece may begin where its type must not.
        buffer.copy_(piece.clone().view(buffer.dtype).view(buffer.shape))


def _gathered(numbers: list[float]) -> list[list[float]]:
    """Return every rank's numbers, by rank."""
    if world_size() == 1:
        return [numbers]
    import torch
    from torch import distributed

    own = torch.tensor(numbers, dtype=torch.float64)
    of_all = [torch.empty_like(own) for _ in range(world_size())]
    distributed.all_gather(of_all, own, group=cpu_group())
    return [found.tolist() for found in of_all]


def cpu_group() -> Any:
    """Return the gloo group of all ranks, made at the first call; None for a process alone.

    Every rank calls it: making the group is a collective operation.
    """
    distributed = _joined()
    if distributed is None or world_size() == 1:
        return None
    world = distributed.group.WORLD
    if _GROUPS.get("world") is not world:
        _GROUPS.update(world=world, cpu=distributed.new_group(backend="gloo"))
    return _GROUPS["cpu"]


_GROUPS: dict[str, Any] = {}
"""The default group, and the gloo group that was made beside it."""


def _joined() -> Any:
    """Return torch.distributed when the program has made its default group, else None."""
    distributed: Any = sys.modules.get("torch.distributed")
    if distributed is None or not distributed.is_available():
        return None
    return distributed if distributed.is_initialized() else None
