"""Leash: ties a Python module's process to the life of the runner that started it.

`python -m tuneround.local.leash RUNNER_PID MODULE ARGUMENTS…` runs MODULE as `python -m` does, in
a process that gets SIGTERM when its parent ends, however that ends. The process asks for it itself:
a function between fork and exec (`preexec_fn`) may deadlock in a program with threads.
"""

import ctypes
import os
import runpy
import signal
import sys

PR_SET_PDEATHSIG = 1


def follow(parent: int) -> None:
    """Let the kernel send SIGTERM to this process when its parent, process `parent`, ends.

    The kernel means the parent's thread that started this process: see prctl(2), PR_SET_PDEATHSIG.
    Elsewhere than on Linux nothing happens, and a killed runner's trials end by themselves.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it ended before the kernel knew
        os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Follow the process that the first argument names, and run the module of the second."""
    _, parent, module, *arguments = sys.argv
    follow(int(parent))
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
