"""Parallel: a map over threads that keeps the order and reads only a little ahead."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")


def map_in_order(action: Callable[[S], T], items: Iterable[S], threads: int) -> Iterator[T]:
    """Yield `action(item)` for each of `items`, in their order, computed by `threads` threads.

    At most 2 * threads results are computed ahead of the reader, which bounds the memory. `items`
    is read in the reader's thread.

    >>> list(map_in_order(abs, [-3, -1, -2], threads=2))
    [3, 1, 2]
    """
    waiting: deque[Future[T]] = deque()
    executor = ThreadPoolExecutor(threads, thread_name_prefix="tuneround-store")
    try:
        for item in items:
            waiting.append(executor.submit(action, item))
            if len(waiting) >= 2 * threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
