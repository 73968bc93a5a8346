"""Ranks for tests: processes that train one trial together, forked where torch is imported already.

Programs live in ranked_programs.py, since a forked process imports what it runs by name.
"""

import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.forkserver import ensure_running
from typing import Any
from unittest.mock import patch

PATIENCE_SECONDS = 120.0
PRELOADED = ["ranked_programs", "torch._dynamo"]
"""The second is what torch's optimizers import when the first is made."""


@cache
def server() -> ForkServerContext:
    """Start what forks the ranks, with our path: its own Python does not take it over."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    with patch.dict(os.environ, PYTHONPATH=os.pathsep.join(sys.path)):
        ensure_running()
    return context


@dataclass
class Ranks:
    """The running ranks of one program."""

    processes: list[ForkServerProcess]

    @classmethod
    def start(cls, program: Callable[..., None], *arguments: Any, count: int = 2) -> "Ranks":
        """Start `program(*arguments)` as ranks 0 to count - 1."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        made = [
            server().Process(target=as_rank, args=(rank, count, port, program, arguments))
            for rank in range(count)
        ]
        for process in made:
            process.start()
        return cls(made)

    def wait(self) -> list[int | None]:
        """Wait for the end of all; return their exit codes, negative for signals."""
        for process in self.processes:
            process.join(PATIENCE_SECONDS)
        late = [process for process in self.processes if process.is_alive()]
        for process in late:
            process.kill()
            process.join()
        assert not late, f"{len(late)} ranks hang"
        return [process.exitcode for process in self.processes]

    def terminate(self, rank: int) -> None:
        """Send SIGTERM to one rank."""
        pid = self.processes[rank].pid
        assert pid is not None
        os.kill(pid, signal.SIGTERM)


def as_rank(
    rank: int, count: int, port: int, program: Callable[..., None], arguments: tuple[Any, ...]
) -> None:
    """Be one rank, as torchrun would start it."""
    names = ("RANK", "LOCAL_RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")
    values = (rank, rank, count, "127.0.0.1", port)
    os.environ.update({name: str(value) for name, value in zip(names, values, strict=True)})
    program(*arguments)
