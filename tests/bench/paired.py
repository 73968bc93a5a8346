"""Paired timing: ours and a plain reference, alternately in one process, told as a ratio."""

from collections.abc import Callable
from statistics import median
from time import perf_counter


def ratio(
    ours: Callable[[], object],
    reference: Callable[[], object],
    *,
    pairs: int = 5,
    clock: Callable[[], float] = perf_counter,
) -> float:
    """Return the median over `pairs` of time(ours) / time(reference), each pair run back to back.

    What slows the machine down slows both halves of a pair, so the ratio holds on a busy one.
    One pair beforehand warms the caches and is not counted. For two single-threaded computations
    that wait for nothing, `clock=time.process_time` leaves out what other processes take.
    """
    measured = [_seconds(ours, clock) / _seconds(reference, clock) for _ in range(pairs + 1)]
    return median(measured[1:])


def report(name: str, ratio: float, limit: float, note: str = "") -> bool:
    """Print one aligned line, and return whether `ratio` is within `limit`."""
    ok = ratio <= limit
    verdict = "" if ok else "  TOO SLOW"
    print(f"{name:<24} ratio {ratio:7.2f}  (limit {limit:g}){verdict}  {note}".rstrip())
    return ok


def _seconds(call: Callable[[], object], clock: Callable[[], float]) -> float:
    begin = clock()
    result = call()
    seconds = clock() - begin
    del result  # only now: freeing it is not part of what is measured
    return seconds
