"""State: what a trial tracks, its snapshot in memory, and the files of a checkpoint.

Weights (the state of tracked torch modules) are safetensors, one file a module; everything else is
state.pt, written by torch.save and loaded with weights_only=True. Nothing is unpickled.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuneround.trial.buffers import Buffers
from tuneround.trial.errors import TrialUsageError
from tuneround.trial.plain import copied
from tuneround.trial.randomness import random_state, restore_random_state
from tuneround.trial.ranks import synchronize_buffers

STATE_FILE = "state.pt"
RANDOM = "the random generators"
"""Their path in errors and buffers: no identifier, so never the name of a tracked object."""


@dataclass(frozen=True)
class Snapshot:
    """The state at the end of one step, independent of the live objects.

    Attributes:
        step: the finished step.
        weights: module name -> parameter name -> CPU tensor.
        rest: everything else, as state.pt will hold it.
        buffers: the memory behind the tensors, free again when the snapshot is saved.

    """

    step: int
    weights: Mapping[str, Mapping[str, Any]]
    rest: Mapping[str, Any]
    buffers: Buffers

    def write(self, directory: Path) -> tuple[dict[str, Path], dict[str, Path]]:
        """Write the files into `directory`; return the weights' and the resume files by name."""
        import torch
        from safetensors.torch import save_file

        files = {}
        for module, tensors in self.weights.items():
            path = directory / f"{module}.safetensors"
            save_file(dict(tensors), path, metadata={"format": "pt"})
            files[path.name] = path
        state = directory / STATE_FILE
        torch.save(dict(self.rest), state)
        return files, {STATE_FILE: state}


class TrackedState:
    """The objects whose state makes a checkpoint."""

    def __init__(self, resume_directory: Path | None) -> None:
        self._objects: dict[str, Any] = {}
        self._directory = resume_directory
        self._loaded = self._load_rest()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is tracked."""
        return not self._objects

    @property
    def trial_state(self) -> dict[str, Any] | None:
        """What the Trial itself saved in the checkpoint it resumes from."""
        return None if self._loaded is None else self._loaded["trial"]

    def track(self, objects: Mapping[str, Any]) -> None:
        """Track `objects`, and load their state when the trial resumes.

        Raises:
            TrialUsageError: a name is taken, an object has no state_dict, its state could not
                be loaded again, or the checkpoint does not know it.

        """
        for name, tracked in objects.items():
            _require_trackable(name, tracked, self._objects)
            copied(tracked.state_dict(), name, lambda _, tensor: tensor)
            if self._directory is not None:
                self._restore(name, tracked)
            self._objects[name] = tracked

    def restore_randomness(self) -> None:
        """Set the random generators as the checkpoint has them, last of all before training."""
        if self._loaded is not None:
            _require_same_names(self._loaded, self._objects)
            restore_random_state(self._loaded["random"])
            self._loaded = None

    def snapshot(self, step: int, trial_state: Mapping[str, Any], buffers: Buffers) -> Snapshot:
        """Copy the state of everything tracked to the CPU; the training waits for this only."""
        weights: dict[str, Mapping[str, Any]] = {}
        objects: dict[str, Any] = {}
        for name, tracked in self._objects.items():
            copy = buffers.copy_contiguous if _is_module(tracked) else buffers.copy
            state = copied(tracked.state_dict(), name, copy)
            if _is_module(tracked):
                weights[name] = {k: v for k, v in state.items() if _is_tensor(v)}
                state = {k: v for k, v in state.items() if k not in weights[name]}
            objects[name] = state
        rest = {
            "trial": dict(trial_state),
            "objects": objects,
            "random": copied(random_state(), RANDOM, buffers.copy),
        }
        buffers.wait()
        return Snapshot(step, weights, rest, buffers)

    def take_part(self) -> None:
        """Ask every object for its state and drop it: another rank's snapshot may need that."""
        for tracked in self._objects.values():
            tracked.state_dict()

    def synchronize_buffers(self) -> None:
        """Make the buffers of tracked modules the same on every rank."""
        for tracked in self._objects.values():
            if _is_module(tracked):
                synchronize_buffers(tracked)

    def _load_rest(self) -> dict[str, Any] | None:
        if self._directory is None:
            return None
        import torch

        rest: dict[str, Any] = torch.load(
            self._directory / STATE_FILE, map_location="cpu", weights_only=True
        )
        return rest

    def _restore(self, name: str, tracked: Any) -> None:
        assert self._loaded is not None and self._directory is not None
        if name not in self._loaded["objects"]:
            _require_same_names(self._loaded, {**self._objects, name: tracked})
        state = self._loaded["objects"][name]
        if _is_module(tracked):
            from safetensors.torch import load_file

            state = {**load_file(self._directory / f"{name}.safetensors"), **state}
        tracked.load_state_dict(state)


def _require_trackable(name: str, tracked: Any, known: Mapping[str, Any]) -> None:
    if name in known:
        raise TrialUsageError(f"A name is tracked once; got {name!r} twice. Choose another name.")
    for method in ("state_dict", "load_state_dict"):
        if not callable(getattr(tracked, method, None)):
            raise TrialUsageError(
                f"A tracked object has state_dict and load_state_dict; got {name!r}, a "
                f"{type(tracked).__name__} without {method}. Add it, or do not track the object."
            )


def _require_same_names(loaded: Mapping[str, Any], objects: Mapping[str, Any]) -> None:
    saved, tracked = set(loaded["objects"]), set(objects)
    if saved != tracked:
        raise TrialUsageError(
            "A resumed trial tracks what its checkpoint holds; got "
            f"{', '.join(sorted(tracked)) or 'nothing'}, the checkpoint has "
            f"{', '.join(sorted(saved)) or 'nothing'}. Track the same names before trial.steps(); "
            "after a change of the program, start a new round."
        )


def _is_module(tracked: Any) -> bool:
    import torch

    return isinstance(tracked, torch.nn.Module)


def _is_tensor(value: Any) -> bool:
    import torch

    return isinstance(value, torch.Tensor)
