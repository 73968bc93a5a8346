"""Handlers: what kopf calls. They decide nothing; they say which round is to be looked at again."""

from collections.abc import Mapping
from typing import Any

import aiohttp
import kopf
from tuneround.workflow.names import ROUND_LABEL

from tuneround_operator.api import PODS, ROUNDS, WORKFLOWS
from tuneround_operator.connection import logged_in
from tuneround_operator.counting import pod_record
from tuneround_operator.key import Key
from tuneround_operator.pod_record import PodRecord
from tuneround_operator.pods import Pods
from tuneround_operator.probes import Streams
from tuneround_operator.queue import WorkQueue

PAUSE_SECONDS, POD_PAUSE_SECONDS = 1.0, 5.0
"""Between two looks at one round; every one of its pods speaks several times."""

Content = Mapping[str, Any]
_ROUNDS, _WORKFLOWS, _PODS = (
    (resource.group, resource.version, resource.plural) for resource in (ROUNDS, WORKFLOWS, PODS)
)


def registry_of(queue: WorkQueue[Key], pods: Pods, streams: Streams) -> kopf.OperatorRegistry:
    """Return what kopf calls for one operator.

    Args:
        queue: where the keys of rounds are added.
        pods: gets the index of pods.
        streams: hears the watches.

    """
    registry = kopf.OperatorRegistry()

    @kopf.on.login(registry=registry)
    async def login(**_: Any) -> kopf.AiohttpSession:
        found = logged_in()
        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, ssl=found.as_ssl_context()),
            headers=found.as_http_headers(),
            trace_configs=[streams.trace()],
        )
        return kopf.AiohttpSession(server=found.server, aiohttp_session=session)

    @kopf.on.startup(registry=registry)
    async def started(**indices: Any) -> None:
        pods.indexed(indices["records"])

    @kopf.index(*_PODS, id="records", registry=registry)
    async def records(body: Content, **_: Any) -> dict[Key, PodRecord]:
        record = pod_record(body)
        return {Key(body["metadata"]["namespace"], record.round_label): record}

    @kopf.on.event(*_ROUNDS, registry=registry)
    async def round_changed(body: Content, **_: Any) -> None:
        metadata = body["metadata"]
        queue.add(Key(metadata["namespace"], metadata["name"]), pause=PAUSE_SECONDS)

    @kopf.on.event(*_WORKFLOWS, registry=registry)
    async def workflow_changed(body: Content, **_: Any) -> None:
        _add_owner(queue, body, PAUSE_SECONDS)

    @kopf.on.event(*_PODS, registry=registry)
    async def pod_changed(body: Content, **_: Any) -> None:
        _add_owner(queue, body, POD_PAUSE_SECONDS)

    return registry


def _add_owner(queue: WorkQueue[Key], body: Content, pause: float) -> None:
    """Add the round of a Workflow or pod: a TuningRound's name is its label."""
    metadata = body["metadata"]
    label = (metadata.get("labels") or {}).get(ROUND_LABEL)
    if label is not None:
        queue.add(Key(metadata["namespace"], label), pause=pause)
