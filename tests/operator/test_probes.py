"""The probes: stuck, ready, and what is answered."""

import asyncio

import aiohttp
import pytest
from aiohttp import web
from tuneround_operator import probes
from tuneround_operator.probes import (
    LONGEST_SILENCE_SECONDS,
    LONGEST_WAIT_SECONDS,
    Health,
    Streams,
    served,
)


class Clock:
    """A clock that tests set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the clock that the probes read."""
    clock = Clock()
    monkeypatch.setattr(probes, "monotonic", clock)
    return clock


async def watched(streams: Streams, *paths: str, status: int = 200) -> None:
    """Ask a server that answers everything with `status`."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status)

    application = web.Application()
    application.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "localhost", 0)
    await site.start()
    base = f"http://localhost:{runner.addresses[0][1]}"
    async with aiohttp.ClientSession(trace_configs=[streams.trace()]) as session:
        for path in paths:
            async with session.get(base + path):
                pass
    await runner.cleanup()


def test_ready_when_everything_is_watched() -> None:
    """The operator is ready when each kind is watched; a list alone, or twice one kind, is less."""
    streams = Streams(2)
    health = Health(streams, lambda: 0.0)
    asyncio.run(watched(streams, "/pods", "/pods?watch=true", "/pods?watch=true"))
    assert health.unready() == ["rounds, Workflows and pods are not all listed"]
    asyncio.run(watched(streams, "/workflows?watch=true"))
    assert health.unready() == []


def test_a_refused_watch_is_none(clock: Clock) -> None:
    """Answers that refuse a watch do not count as one."""
    streams = Streams(1)
    clock.now = LONGEST_SILENCE_SECONDS + 1
    asyncio.run(watched(streams, "/pods?watch=true", status=403))
    health = Health(streams, lambda: 0.0)
    assert health.unready()
    assert health.stuck()


def test_stuck_without_watches(clock: Clock) -> None:
    """When no watch has begun for ten minutes the operator is stuck, until one begins."""
    streams = Streams(1)
    health = Health(streams, lambda: 0.0)
    clock.now = LONGEST_SILENCE_SECONDS
    assert health.stuck() == []
    clock.now += 1
    assert health.stuck() == ["no watch has begun for 601 s, 600 at most"]
    asyncio.run(watched(streams, "/pods?watch=true"))
    assert health.stuck() == []


def test_stuck_when_no_worker_takes_a_round() -> None:
    """When a round that is due waits for more than two minutes, the operator is stuck."""
    waited = [LONGEST_WAIT_SECONDS]
    health = Health(Streams(1), lambda: waited[0])
    assert health.stuck() == []
    waited[0] += 1
    assert health.stuck() == ["a round has waited for 121 s, 120 at most"]


def test_answers() -> None:
    """The kubelet reads 200 or 503, and a person why."""
    waited = [0.0]

    async def asked() -> list[tuple[int, str]]:
        found = []
        async with (
            served(Health(Streams(0), lambda: waited[0]), 0) as port,
            aiohttp.ClientSession(f"http://localhost:{port}") as session,
        ):
            for path, seconds in [("/healthz", 0.0), ("/readyz", 0.0), ("/healthz", 999.0)]:
                waited[0] = seconds
                async with session.get(path) as answer:
                    found.append((answer.status, await answer.text()))
        return found

    assert asyncio.run(asked()) == [
        (200, "ok"),
        (200, "ok"),
        (503, "a round has waited for 999 s, 120 at most"),
    ]
