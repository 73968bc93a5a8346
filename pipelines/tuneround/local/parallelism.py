"""Parallelism: how many trials run at once on this machine."""

import os

from tuneround.spec.round import RoundSpec


def parallelism_here(spec: RoundSpec, wanted: int | None) -> tuple[int, str]:
    """Return how many trials run at once, and a remark when that is fewer than the budget says.

    min(budget.parallelism, max(1, cores // threads)), unless `wanted` says it. The threads of a
    trial are never changed by the machine: they belong to the numerical result.

    Args:
        spec: the round.
        wanted: --parallelism, at least 1; None: as far as the cores go.

    """
    if wanted is not None:
        return wanted, ""
    cores, threads = core_count(), spec.trainer.thread_count
    fitting = max(1, cores // threads)
    if fitting >= spec.budget.parallelism:
        return spec.budget.parallelism, ""
    return fitting, (
        f"{_counted(fitting, 'trial')} at once, not the budget's {spec.budget.parallelism}: this "
        f"machine gives {_counted(cores, 'core')}, and a trial takes {_counted(threads, 'thread')}."
    )


def core_count() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
