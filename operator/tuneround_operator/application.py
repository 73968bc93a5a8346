"""Application: everything of one operator, put together, from its start to its end."""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager

import kopf
from tuneround.cluster.failures import UnreachableError

from tuneround_operator import metrics, probes
from tuneround_operator.api import ROUNDS, WORKFLOWS, Api
from tuneround_operator.controller import Controller
from tuneround_operator.deliveries import Deliveries
from tuneround_operator.executor import Executor
from tuneround_operator.framework import kopf_settings
from tuneround_operator.handlers import registry_of
from tuneround_operator.key import Key
from tuneround_operator.notification import Notifier
from tuneround_operator.pods import Pods
from tuneround_operator.queue import WorkQueue
from tuneround_operator.settings import Settings
from tuneround_operator.worker import work

KINDS = 3
"""Rounds, Workflows and pods: a watch each, in every namespace."""
MISSING_SECONDS = 5.0

log = logging.getLogger(__name__)


async def operate(settings: Settings) -> None:
    """Look after rounds until kopf is told to end, by SIGTERM or SIGINT.

    Raises:
        InputError: the settings say what cannot be.
        ClusterError: no API server is known.

    """
    recorder = metrics.Metrics()
    queue: WorkQueue[Key] = WorkQueue(recorder)
    streams = probes.Streams(KINDS * max(1, len(settings.namespaces)))
    health = probes.Health(streams, queue.oldest_wait_seconds)
    notifier = settings.notify_url and Notifier(settings.notify_url, settings.notify_secret)
    with metrics.served(recorder.registry, settings.metrics_port) as metrics_port:
        async with Api() as api, probes.served(health, settings.health_port) as health_port:
            log.info("Metrics are on port %d, probes on port %d.", metrics_port, health_port)
            await _kinds_known(api)
            executor, pods = Executor(api, recorder), Pods()
            deliveries = Deliveries(notifier, executor, recorder) if notifier else None
            controller = Controller(
                api, executor, deliveries, pods, settings.rules, recorder, queue.forget
            )
            workers = [work(queue, controller.look, recorder) for _ in range(settings.workers)]
            async with _beside(*workers, *([deliveries.work()] if deliveries else [])):
                await kopf.operator(
                    registry=registry_of(queue, pods, streams),
                    settings=kopf_settings(),
                    standalone=True,
                    clusterwide=not settings.namespaces,
                    namespaces=settings.namespaces,
                )


async def _kinds_known(api: Api) -> None:
    """Wait until the API server knows what is watched: kopf looks only once."""
    told: tuple[str, ...] = ()
    while True:
        try:
            found = [(kind, await api.serves(kind)) for kind in (ROUNDS, WORKFLOWS)]
            missing = tuple(f"the CRD of {kind} is missing" for kind, known in found if not known)
        except UnreachableError as error:
            missing = (str(error),)
        if not missing:
            return
        if missing != told:
            log.warning("Waiting: %s.", "; ".join(missing))
            told = missing
        await asyncio.sleep(MISSING_SECONDS)


@asynccontextmanager
async def _beside(*work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Do work beside what is inside, which ends it; work that breaks ends what is inside."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one) for one in work]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
