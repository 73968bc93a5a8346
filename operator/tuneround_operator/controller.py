"""Controller: looks at one round, and has done what is to be done about it.

Level-triggered: it reads the round and its Workflows anew each time, so what an event said, and
whether it came at all, does not matter.
"""

import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from tuneround.cluster.failures import AbsentError
from tuneround.cluster.workflow import RoundWorkflow
from tuneround.workflow.names import MANAGED_BY, ROUND_LABEL, label_value

from tuneround_operator.actions import Notify
from tuneround_operator.api import ROUNDS, WORKFLOWS, Api, Object
from tuneround_operator.deliveries import Deliveries
from tuneround_operator.executor import Executor, NameTakenError
from tuneround_operator.facts import RoundFacts
from tuneround_operator.key import Key
from tuneround_operator.notification import Notification
from tuneround_operator.observed import Observed, Rules
from tuneround_operator.pods import Pods
from tuneround_operator.reconcile import reconcile
from tuneround_operator.reconciliation import Change
from tuneround_operator.recorder import Recorder

HEARTBEAT_SECONDS = 60.0
"""A round that has not ended is looked at again after so long, whatever the watches say."""
PROGRESS_SECONDS = 5.0
"""Between two writes of a round's progress."""


@dataclass(frozen=True)
class Looked:
    """What came of looking at a round.

    Attributes:
        outcome: one word of few, for metrics.
        facts: what is known of the round now; None: nothing new.
        again_seconds: when to look again, though nothing happens; None: never.

    """

    outcome: str
    facts: RoundFacts | None = None
    again_seconds: float | None = None


FAILED, GONE = Looked("failed"), Looked("gone")


class Controller:
    """Looks at rounds, one at a time each."""

    def __init__(
        self,
        api: Api,
        executor: Executor,
        deliveries: Deliveries | None,
        pods: Pods,
        rules: Rules,
        recorder: Recorder,
        forget: Callable[[Key], None],
    ) -> None:
        """Remember whom to ask.

        Args:
            api: where rounds and Workflows are read.
            executor: what writes.
            deliveries: who tells of the end of rounds; None: nobody does.
            pods: what training pods have said.
            rules: of the platform team.
            recorder: hears of every look.
            forget: called when a round is gone.

        """
        self._api = api
        self._executor = executor
        self._deliveries = deliveries
        self._pods = pods
        self._rules = rules
        self._recorder = recorder
        self._forget_key = forget
        self._written: dict[Key, float] = {}

    async def look(self, key: Key) -> float | None:
        """Do what is to be done about a round; return in how many seconds to look again, or None.

        Raises:
            ClusterError: the API server refused something, or is away.

        """
        begun = time.monotonic()
        looked = FAILED
        try:
            looked = await self._looked(key)
        finally:
            seconds = time.monotonic() - begun
            self._recorder.reconciled(key, seconds, looked.outcome, looked.facts)
        return looked.again_seconds

    async def _looked(self, key: Key) -> Looked:
        try:
            resource = await self._api.get(ROUNDS, key.namespace, key.name)
        except AbsentError:
            self._forget(key)
            return GONE
        if "deletionTimestamp" in resource["metadata"]:
            return GONE  # what it owns goes with it
        try:
            return await self._reconciled(key, resource, {key.name})
        except NameTakenError as taken:
            return await self._reconciled(key, resource, {key.name, taken.name})

    async def _reconciled(self, key: Key, resource: Object, names: Collection[str]) -> Looked:
        decided = reconcile(await self._observed(key, resource, names))
        for action in decided.actions:
            if isinstance(action, Notify):
                self._notify(resource, action)
            else:
                await self._executor.act(resource, action)
        for event in decided.events:
            await self._executor.tell(resource, event)
        wait = self._wait_seconds(key, decided.change)
        if decided.change is not Change.NONE and not wait:
            content = decided.status.model_dump(mode="json", by_alias=True)
            await self._executor.write(resource, content)
            self._written[key] = time.monotonic()
        idle = decided.change is Change.NONE and not decided.actions
        return Looked(
            outcome="unchanged" if idle else "changed",
            facts=decided.facts,
            again_seconds=_soonest(
                decided.again_seconds,
                HEARTBEAT_SECONDS if decided.facts.end is None else None,
                wait or None,
            ),
        )

    async def _observed(self, key: Key, resource: Object, names: Collection[str]) -> Observed:
        """Read what a decision is made from.

        Args:
            key: the round's.
            resource: the round.
            names: of Workflows that count whatever their labels.

        """
        selector = f"{MANAGED_BY}=tuneround,{ROUND_LABEL}={label_value(key.name)}"
        found = await self._api.list(WORKFLOWS, key.namespace, selector)
        listed = {content["metadata"]["name"] for content in found}
        for name in sorted(set(names) - listed):
            with suppress(AbsentError):
                found.append(await self._api.get(WORKFLOWS, key.namespace, name))
        return Observed(
            resource=resource,
            workflows=[RoundWorkflow(content) for content in found],
            pods=self._pods.of(key),
            now=datetime.now(UTC),
            rules=self._rules,
        )

    def _wait_seconds(self, key: Key, change: Change) -> float:
        """Return how long a change of the status has to wait."""
        if change is not Change.PROGRESS or key not in self._written:
            return 0.0
        return max(self._written[key] + PROGRESS_SECONDS - time.monotonic(), 0.0)

    def _notify(self, resource: Object, action: Notify) -> None:
        if self._deliveries is not None:
            told = Notification.of(resource, action.status, action.summary)
            self._deliveries.offer(resource, told, action.mark)

    def _forget(self, key: Key) -> None:
        self._written.pop(key, None)
        self._forget_key(key)
        self._recorder.forgotten(key)
        if self._deliveries is not None:
            self._deliveries.forget(key)


def _soonest(*seconds: float | None) -> float | None:
    return min((found for found in seconds if found is not None), default=None)
