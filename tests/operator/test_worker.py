"""The worker: what becomes of failures."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from tuneround.cluster.failures import ClusterError
from tuneround.errors import TuneroundError
from tuneround_operator.facts import RoundFacts
from tuneround_operator.notification import UndeliveredError
from tuneround_operator.queue import LONGEST_BACKOFF_SECONDS, WorkQueue
from tuneround_operator.worker import LONGEST_SECONDS, work
from virtual_time import in_virtual_time


@dataclass
class Heard:
    """What a recorder heard."""

    kinds: list[str] = field(default_factory=list)

    def reconciled(
        self, key: object, seconds: float, outcome: str, facts: RoundFacts | None
    ) -> None: ...

    def queued(self, length: int) -> None: ...

    def waited(self, seconds: float) -> None: ...

    def failed(self, kind: str) -> None:
        self.kinds.append(kind)

    def wrote(self, kind: str) -> None: ...

    def forgotten(self, key: object) -> None: ...


def worked(do: Callable[[str], Awaitable[float | None]], seconds: float, *keys: str) -> Heard:
    """Let one worker work on keys for so long."""
    heard = Heard()

    async def played() -> None:
        queue: WorkQueue[str] = WorkQueue(heard)
        for key in keys:
            queue.add(key)
        task = asyncio.create_task(work(queue, do, heard))
        await asyncio.sleep(seconds)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    in_virtual_time(played())
    return heard


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        pytest.param(ClusterError("no"), "api", id="api"),
        pytest.param(UndeliveredError("no"), "notification", id="notification"),
        pytest.param(TuneroundError("no"), "round", id="round"),
        pytest.param(KeyError("bug"), "unknown", id="bug"),
    ],
)
def test_failures_are_counted_and_tried_again(error: Exception, kind: str) -> None:
    """A key that fails, whatever the error, is tried again until it does not."""
    tries: list[str] = []

    async def do(key: str) -> None:
        tries.append(key)
        if len(tries) < 3:
            raise error

    heard = worked(do, 60, "a")
    assert tries == ["a", "a", "a"]
    assert heard.kinds == [kind, kind]


def test_a_poisoned_key_stops_no_other() -> None:
    """A key that fails for ever leaves the worker to the others, and is tried ever more rarely."""
    tries: list[str] = []

    async def do(key: str) -> float | None:
        tries.append(key)
        if key == "poisoned":
            raise ZeroDivisionError
        return 10.0

    worked(do, 20 * LONGEST_BACKOFF_SECONDS, "poisoned", "good")
    assert tries.count("good") == 20 * LONGEST_BACKOFF_SECONDS / 10
    assert 20 <= tries.count("poisoned") <= 40


def test_work_without_an_end_is_ended() -> None:
    """Work that hangs is given up after a while, counted, and tried again."""

    async def do(key: str) -> None:
        await asyncio.Event().wait()

    assert worked(do, 2.5 * LONGEST_SECONDS, "a").kinds == ["timeout", "timeout"]


def test_only_the_unforeseen_is_logged_with_its_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An error that says what to do is one line; a bug comes with its traceback."""
    errors: list[Exception] = [ClusterError("The API server answers. Got nothing."), KeyError("x")]

    async def do(key: str) -> None:
        if errors:
            raise errors.pop(0)

    with caplog.at_level(logging.WARNING, "tuneround_operator.worker"):
        worked(do, 60, "apples/r1")
    foreseen, bug = caplog.records
    assert foreseen.getMessage() == "apples/r1: The API server answers. Got nothing."
    assert foreseen.exc_info is None
    assert bug.exc_info is not None
