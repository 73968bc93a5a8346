"""Remove CUDA's files that torch does not load where there is no GPU: the image for CPUs.

A torch built for CUDA is linked to CUDA's libraries and does not start without them, so those that
`import torch` loads stay. With a torch built for CPUs none is loaded, and none stays.
"""

import subprocess
import sys
from pathlib import Path

import torch

ONLY_GPU = ("triton", "cuda-bindings", "cuda-pathfinder", "cuda-toolkit")
"""Packages that torch imports only to compile or run code on a GPU."""
KEPT = {".py", ".txt"}
"""Licenses, and what makes a folder a package."""


def main(pip: str) -> None:
    """Trim the environment of this Python, with the pip of the one named."""
    loaded = {line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines()}
    libraries = Path(torch.__file__).resolve().parents[1] / "nvidia"
    removed = 0
    for path in libraries.rglob("*"):
        if path.is_file() and path.suffix not in KEPT and str(path) not in loaded:
            removed += path.stat().st_size
            path.unlink()
    print(f"Removed {removed / 1e6:.0f} MB of CUDA's libraries, and {', '.join(ONLY_GPU)}.")
    uninstall = [pip, "-m", "pip", "--python", sys.executable, "uninstall", "--yes", *ONLY_GPU]
    subprocess.run(uninstall, check=True)


if __name__ == "__main__":
    main(sys.argv[1])
