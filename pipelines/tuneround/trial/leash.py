"""Leash: ties a process to the life of the one that started it."""

import ctypes
import os
import signal
import sys
from typing import Any

PR_SET_PDEATHSIG = 1
# Found beforehand: between fork and exec a process of several threads may do little.
_prctl: Any = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def follow(parent: int) -> None:
    """Let the kernel send SIGTERM to this process when its parent, process `parent`, ends.

    The kernel means the parent's thread that started this process, see prctl(2),
    PR_SET_PDEATHSIG. Elsewhere than on Linux nothing happens.
    """
    if _prctl is not None:
        _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it ended before the kernel knew
        os.kill(os.getpid(), signal.SIGTERM)
