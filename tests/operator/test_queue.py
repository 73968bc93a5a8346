"""The queue of keys: what is taken when, by a clock that does not wait."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tuneround_operator.queue import (
    FIRST_BACKOFF_SECONDS,
    JITTER,
    LARGEST_SHARE,
    LONGEST_BACKOFF_SECONDS,
    WorkQueue,
)
from virtual_time import in_virtual_time


@dataclass
class Heard:
    """What the queue has told."""

    lengths: list[int] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def queued(self, length: int) -> None:
        self.lengths.append(length)

    def waited(self, seconds: float) -> None:
        self.waits.append(seconds)


def now() -> float:
    return asyncio.get_running_loop().time()


async def is_idle(queue: WorkQueue[str], seconds: float) -> bool:
    """Return whether nobody is given a key for so long."""
    try:
        async with asyncio.timeout(seconds):
            await queue.take()
    except TimeoutError:
        return True
    return False


Scenario = Callable[[WorkQueue[str]], Coroutine[Any, Any, None]]


def play(scenario: Scenario, heard: Heard | None = None) -> None:
    async def played() -> None:
        await scenario(WorkQueue(heard or Heard(), chance=lambda: 0.0))

    in_virtual_time(played())


def test_repeated_keys_are_one() -> None:
    """A key that is added several times before it is taken is taken once."""

    async def scenario(queue: WorkQueue[str]) -> None:
        for _ in range(3):
            queue.add("a")
        queue.add("b")
        assert [await queue.take(), await queue.take()] == ["a", "b"]
        assert await is_idle(queue, 1000)

    play(scenario)


def test_one_worker_a_key() -> None:
    """A key that is added while it is worked on is taken again, after that work is done."""

    async def scenario(queue: WorkQueue[str]) -> None:
        queue.add("a")
        assert await queue.take() == "a"
        queue.add("a")
        queue.add("a")
        assert await is_idle(queue, 50)
        queue.done("a")
        assert await queue.take() == "a"
        queue.done("a")
        assert await is_idle(queue, 1000)

    play(scenario)


def test_a_worker_that_waits_gets_a_new_key_at_once() -> None:
    """Who waits for a later key is woken for an earlier one."""

    async def scenario(queue: WorkQueue[str]) -> None:
        queue.add("later", after=100)
        waiting = asyncio.create_task(queue.take())
        await asyncio.sleep(10)
        queue.add("sooner", after=5)
        assert await waiting == "sooner"
        assert now() == 15

    play(scenario)


def test_the_earliest_time_holds() -> None:
    """A key that is added for several times is taken at the earliest, and once."""

    async def scenario(queue: WorkQueue[str]) -> None:
        queue.add("a", after=60)
        queue.add("a", after=7)
        queue.add("a", after=30)
        await queue.take()
        assert now() == 7
        queue.done("a")
        assert await is_idle(queue, 1000)

    play(scenario)


def test_again() -> None:
    """Work that is to be repeated is due when it said, unless something happens earlier."""

    async def scenario(queue: WorkQueue[str]) -> None:
        queue.add("a")
        await queue.take()
        queue.done("a", again=60)
        await asyncio.sleep(20)
        queue.add("a")
        await queue.take()
        assert now() == 20
        queue.done("a", again=60)
        await queue.take()
        assert now() == 80

    play(scenario)


def test_pause() -> None:
    """Between two times that a key is taken for the same reason lies a pause."""

    async def scenario(queue: WorkQueue[str]) -> None:
        queue.add("a", pause=5)
        await queue.take()
        assert now() == 0
        queue.done("a")
        queue.add("a", pause=5)
        await queue.take()
        assert now() == 5

    play(scenario)


def test_long_work_comes_rarely() -> None:
    """A key whose work takes long is given a share of the time, however often it is added."""

    async def scenario(queue: WorkQueue[str]) -> None:
        queue.add("large", pause=1)
        await queue.take()
        await asyncio.sleep(3)
        queue.done("large")
        queue.add("large", pause=1)
        await queue.take()
        assert now() == pytest.approx(3 / LARGEST_SHARE)

    play(scenario)


def test_backoff_grows_to_its_limit_and_starts_anew() -> None:
    """Each failure in a row waits twice as long, at most five minutes; success forgets them."""

    async def scenario(queue: WorkQueue[str]) -> None:
        queue.add("a")
        waits = []
        for _ in range(12):
            await queue.take()
            failed_at = now()
            queue.failed("a")
            await queue.take()
            waits.append(now() - failed_at)
            queue.failed("a")
        await queue.take()
        queue.done("a")
        queue.add("a")
        await queue.take()
        failed_at = now()
        queue.failed("a")
        await queue.take()
        assert now() - failed_at == FIRST_BACKOFF_SECONDS
        assert waits == sorted(waits)
        assert waits[:2] == [FIRST_BACKOFF_SECONDS, 4 * FIRST_BACKOFF_SECONDS]
        assert waits[-1] == LONGEST_BACKOFF_SECONDS

    play(scenario)


def test_a_failing_key_holds_up_no_other() -> None:
    """While one key backs off, others are taken at once."""

    async def scenario(queue: WorkQueue[str]) -> None:
        queue.add("poisoned")
        for _ in range(8):
            assert await queue.take() == "poisoned"
            queue.failed("poisoned")
        begun = now()
        queue.add("good")
        assert await queue.take() == "good"
        assert now() == begun

    play(scenario)


def test_jitter() -> None:
    """Keys that failed together come back apart, none later than without jitter."""

    async def scenario() -> None:
        chances = iter([0.0, 0.5, 0.9])
        queue: WorkQueue[str] = WorkQueue(Heard(), chance=lambda: next(chances))
        for key in "abc":
            queue.add(key)
        for key in "abc":
            assert await queue.take() == key
            queue.failed(key)
        assert [await queue.take() for _ in "abc"] == ["c", "b", "a"]
        assert now() == FIRST_BACKOFF_SECONDS
        assert JITTER < 1

    in_virtual_time(scenario())


def test_forgotten() -> None:
    """A key that is forgotten while it is worked on is done with, unless it was added meanwhile."""

    async def scenario(queue: WorkQueue[str]) -> None:
        queue.add("a", pause=5)
        await queue.take()
        queue.forget("a")
        queue.done("a", again=1)
        assert await is_idle(queue, 100)
        queue.add("a", pause=500)
        assert await queue.take() == "a"
        queue.add("a")
        queue.forget("a")
        queue.done("a")
        assert await queue.take() == "a"

    play(scenario)


def test_oldest_wait() -> None:
    """The wait that counts is that of the key which is due and which nobody has."""

    async def scenario(queue: WorkQueue[str]) -> None:
        assert queue.oldest_wait_seconds() == 0
        queue.add("a")
        queue.add("later", after=100)
        await asyncio.sleep(30)
        assert queue.oldest_wait_seconds() == 30
        assert await queue.take() == "a"
        assert queue.oldest_wait_seconds() == 0

    play(scenario)


def test_observer() -> None:
    """Length and waits are told: how many keys are due, and how late they are taken."""
    heard = Heard()

    async def scenario(queue: WorkQueue[str]) -> None:
        queue.add("a")
        queue.add("b")
        queue.add("later", after=100)
        await asyncio.sleep(4)
        for _ in range(2):
            await queue.take()

    play(scenario, heard)
    assert heard.lengths == [1, 2, 2, 1, 0]
    assert heard.waits == [4, 4]


STEPS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from([0.0, 0.5, 3.0]), st.sampled_from([0, 1, 5])),
    min_size=1,
    max_size=30,
)


@given(STEPS, st.integers(1, 3))
def test_nothing_is_lost_and_nothing_is_done_twice_at_once(
    steps: list[tuple[str, float, int]], workers: int
) -> None:
    """Whatever is added when, each key is worked on after its last addition, by one at a time."""
    added: dict[str, float] = {}
    seen: dict[str, float] = {}
    busy: set[str] = set()

    async def work(queue: WorkQueue[str]) -> None:
        while True:
            key = await queue.take()
            assert key not in busy
            busy.add(key)
            seen[key] = now()
            await asyncio.sleep(1.5)
            busy.remove(key)
            queue.done(key)

    async def scenario(queue: WorkQueue[str]) -> None:
        tasks = [asyncio.create_task(work(queue)) for _ in range(workers)]
        for key, rest, pause in steps:
            queue.add(key, pause=pause)
            added[key] = now()
            await asyncio.sleep(rest)
        await asyncio.sleep(1000)
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(isinstance(end, asyncio.CancelledError) for end in ends)

    play(scenario)
    assert all(seen[key] >= at for key, at in added.items())
