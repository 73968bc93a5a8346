"""Randomness: the state of every generator that a training program may draw from."""

import random
import sys
from importlib.util import find_spec
from typing import Any


def seed_everything(seed: int) -> None:
    """Seed Python's, numpy's and torch's global generators, the accelerators' included.

    Args:
        seed: 0 <= seed < 2^32, numpy's range.

    """
    random.seed(seed)
    if find_spec("numpy") is not None:
        import numpy as np

        np.random.seed(seed)
    if find_spec("torch") is not None:
        import torch

        torch.manual_seed(seed)


def random_state() -> dict[str, Any]:
    """Return the state of all global generators as plain values and tensors."""
    import torch

    state: dict[str, Any] = {"python": random.getstate(), "torch": torch.get_rng_state()}
    if "numpy" in sys.modules:
        name, keys, *rest = sys.modules["numpy"].random.get_state()
        state["numpy"] = (name, [int(key) for key in keys], *rest)
    if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
        state["cuda"] = torch.cuda.get_rng_state_all()
    return state


def restore_random_state(state: dict[str, Any]) -> None:
    """Set all global generators to `state`; a device that is not here is left out."""
    import torch

    random.setstate(state["python"])
    torch.set_rng_state(state["torch"])
    if "numpy" in state and find_spec("numpy") is not None:
        import numpy as np

        np.random.set_state(tuple(state["numpy"]))
    if "cuda" in state and torch.cuda.is_available():
        torch.cuda.set_rng_state_all(state["cuda"][: torch.cuda.device_count()])
