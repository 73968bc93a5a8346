"""Buffers: the memory in which snapshots lie, pinned where they come from a GPU."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Buffers:
    """CPU memory that snapshots reuse: allocating anew costs more than copying."""

    tensors: dict[str, Any] = field(default_factory=dict)
    _gpus: set[Any] = field(default_factory=set)

    def copy(self, at: str, tensor: Any) -> Any:
        """Copy `tensor`, in its memory layout; from a GPU, complete after `wait`.

        In its layout, since an optimizer whose resumed moments lie differently than its weights
        leaves the fast path of its update.
        """
        import torch

        return self._copy(at, tensor, torch.preserve_format)

    def copy_contiguous(self, at: str, tensor: Any) -> Any:
        """Copy `tensor`, in rows as safetensors has it; from a GPU, complete after `wait`."""
        import torch

        return self._copy(at, tensor, torch.contiguous_format)

    def _copy(self, at: str, tensor: Any, layout: Any) -> Any:
        import torch

        source = tensor.detach()
        # Other accelerators have no pinned memory, and may return from such a copy too early.
        on_gpu = source.device.type == "cuda"
        buffer = self.tensors.get(at)
        if buffer is None or buffer.shape != source.shape or buffer.dtype != source.dtype:
            buffer = torch.empty_like(source, device="cpu", pin_memory=on_gpu, memory_format=layout)
            self.tensors[at] = buffer
        if on_gpu:
            self._gpus.add(source.device)
        return buffer.copy_(source, non_blocking=on_gpu)

    def wait(self) -> None:
        """Wait for the copies, on every GPU that they come from."""
        import torch

        for gpu in self._gpus:
            torch.cuda.current_stream(gpu).synchronize()
