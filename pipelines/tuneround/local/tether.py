"""Tether: becomes another program that the kernel ends together with its parent.

Started by file, `python -I tether.py PARENT PROGRAM ARGUMENTS…`, it needs nothing but the standard
library. A function between fork and exec would do the same, but is unsafe where there are threads.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
NICENESS = 10
"""The server shares the machine with the trainings it serves, and they come first."""


def main() -> None:
    """Ask for SIGKILL at the parent's death where the kernel can (Linux), then exec."""
    parent, program = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("the parent has ended already")
    os.nice(NICENESS)
    os.execv(program[0], program)


if __name__ == "__main__":
    main()
