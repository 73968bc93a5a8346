"""Probes: what the kubelet is told about the operator: whether it is stuck, whether it is ready.

They are answered on the loop that does the work: where that does not turn, nothing is answered,
and a probe fails by its timeout.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import monotonic
from types import SimpleNamespace

import aiohttp
from aiohttp import web

LONGEST_WAIT_SECONDS = 120.0
"""Of a round that is due and that no worker takes."""
STREAM_SECONDS = 240
"""How long a watch is asked to last; a new one is begun then."""
LONGEST_SILENCE_SECONDS = 600.0
"""Since a watch was last begun. An API server that is away for so long restarts the operator, which
does no harm: after ten minutes a restart is no crash loop."""


class Streams:
    """The watches, as far as the API server has answered them."""

    def __init__(self, expected: int) -> None:
        """Begin with none.

        Args:
            expected: how many there are when all kinds are watched.

        """
        self._expected = expected
        self._begun: set[str] = set()
        self._heard = monotonic()

    @property
    def complete(self) -> bool:
        """Whether every list has been read, and every watch begun."""
        return len(self._begun) >= self._expected

    @property
    def silent_seconds(self) -> float:
        """How long ago one was begun last."""
        return monotonic() - self._heard

    def trace(self) -> aiohttp.TraceConfig:
        """Return what hears the watches of an HTTP session."""
        trace = aiohttp.TraceConfig()
        trace.on_request_end.append(self._ended)
        return trace

    async def _ended(
        self,
        session: aiohttp.ClientSession,
        context: SimpleNamespace,
        request: aiohttp.TraceRequestEndParams,
    ) -> None:
        if "watch" in request.url.query and request.response.status == 200:
            self._begun.add(request.url.path)
            self._heard = monotonic()


class Health:
    """What both probes ask."""

    def __init__(self, streams: Streams, oldest_wait_seconds: Callable[[], float]) -> None:
        """Remember whom to ask.

        Args:
            streams: the watches.
            oldest_wait_seconds: for how long the oldest round that is due has been waiting.

        """
        self._streams = streams
        self._oldest_wait_seconds = oldest_wait_seconds

    def stuck(self) -> list[str]:
        """Return why the operator should be started again; empty: it should not."""
        waited, silent = self._oldest_wait_seconds(), self._streams.silent_seconds
        found = []
        if waited > LONGEST_WAIT_SECONDS:
            found.append(f"a round has waited for {waited:.0f} s, {LONGEST_WAIT_SECONDS:g} at most")
        if silent > LONGEST_SILENCE_SECONDS:
            found.append(
                f"no watch has begun for {silent:.0f} s, {LONGEST_SILENCE_SECONDS:g} at most"
            )
        return found

    def unready(self) -> list[str]:
        """Return why the operator does not look after rounds yet; empty: it does."""
        return [] if self._streams.complete else ["rounds, Workflows and pods are not all listed"]


@asynccontextmanager
async def served(health: Health, port: int) -> AsyncIterator[int]:
    """Answer /healthz and /readyz; yield the port.

    Args:
        health: what is answered.
        port: to listen on; 0: any that is free.

    Raises:
        OSError: the port is taken.

    """
    application = web.Application()
    application.router.add_get("/healthz", _answer(health.stuck))
    application.router.add_get("/readyz", _answer(health.unready))
    runner = web.AppRunner(application, access_log=None, handle_signals=False)
    await runner.setup()
    try:
        site = web.TCPSite(runner, None, port)
        await site.start()
        yield min(runner.addresses, key=len)[1]  # IPv4's: where any is free, IPv6 gets another
    finally:
        await runner.cleanup()


def _answer(problems: Callable[[], list[str]]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(_: web.Request) -> web.Response:
        found = problems()
        return web.Response(status=503 if found else 200, text="; ".join(found) or "ok")

    return answer
