"""Memory: whether the kernel has killed a process of this container for want of memory."""

from pathlib import Path

CGROUP_FILES = (
    Path("/sys/fs/cgroup/memory.events"),
    Path("/sys/fs/cgroup/memory/memory.oom_control"),
)


def oom_kills() -> int | None:
    """Return how many processes the cgroup has lost to the out-of-memory killer; None: unknown."""
    for path in CGROUP_FILES:
        if path.exists():
            for line in path.read_text().splitlines():
                name, _, count = line.partition(" ")
                if name == "oom_kill":
                    return int(count)
    return None
