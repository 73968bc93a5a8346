"""Leash: ties a process to the life of the one that started it."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def follow(parent: int) -> None:
    """Let the kernel send SIGTERM to this process when its parent, process `parent`, ends.

    A process asks for it itself: a function between fork and exec (`preexec_fn`) may deadlock in
    a program with threads. The kernel means the parent's thread that started this process, see
    prctl(2), PR_SET_PDEATHSIG. Elsewhere than on Linux nothing happens.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it ended before the kernel knew
        os.kill(os.getpid(), signal.SIGTERM)
