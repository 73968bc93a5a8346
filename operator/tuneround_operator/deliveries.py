"""Deliveries: notifications on their way, beside the rounds and without holding up any."""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from tuneround_operator.api import Object
from tuneround_operator.events import EventType, RoundEvent
from tuneround_operator.executor import Executor
from tuneround_operator.key import Key
from tuneround_operator.notification import Notification, RefusedError
from tuneround_operator.queue import Silent, WorkQueue
from tuneround_operator.recorder import Failure, Recorder
from tuneround_operator.worker import work

log = logging.getLogger(__name__)


class Delivers(Protocol):
    """Sends one notification."""

    async def deliver(self, notification: Notification) -> None:
        """Send it. Raises UndeliveredError: try again; RefusedError: do not."""


@dataclass(frozen=True)
class _Pending:
    resource: Object
    notification: Notification
    mark: Mapping[str, Any]


class Deliveries:
    """The newest notification of each round that has not arrived yet."""

    def __init__(self, notifier: Delivers, executor: Executor, recorder: Recorder) -> None:
        self._notifier = notifier
        self._executor = executor
        self._recorder = recorder
        self._pending: dict[Key, _Pending] = {}
        self._queue: WorkQueue[Key] = WorkQueue(Silent())

    def offer(self, resource: Object, notification: Notification, mark: Mapping[str, Any]) -> None:
        """Have a notification sent, unless it is on its way.

        Args:
            resource: the TuningRound.
            notification: of its end.
            mark: merged into the round's status when it has arrived, or never will.

        """
        key = Key(resource["metadata"]["namespace"], resource["metadata"]["name"])
        known = self._pending.get(key)
        if known is None or known.notification.id != notification.id:
            self._pending[key] = _Pending(resource, notification, mark)
            self._queue.add(key)

    def forget(self, key: Key) -> None:
        """Drop what is on its way about a round."""
        self._pending.pop(key, None)

    async def work(self) -> None:
        """Send what is offered, until cancelled."""
        await work(self._queue, self._send, self._recorder)

    async def _send(self, key: Key) -> None:
        pending = self._pending.get(key)
        if pending is None:
            return
        try:
            await self._notifier.deliver(pending.notification)
        except RefusedError as error:
            self._recorder.failed(Failure.NOTIFICATION)
            log.warning("%s: %s", key, error)
            await self._executor.tell(pending.resource, _refused(pending, error))
        await self._executor.write(pending.resource, pending.mark)
        if self._pending.get(key) is pending:
            self.forget(key)


def _refused(pending: _Pending, error: RefusedError) -> RoundEvent:
    """Return the event that says it where people look for the round."""
    digest = hashlib.sha256(f"NotDelivered {pending.notification.id}".encode()).hexdigest()[:16]
    name = f"{pending.resource['metadata']['name']}.{digest}"
    return RoundEvent(name, EventType.WARNING, "NotDelivered", str(error))
