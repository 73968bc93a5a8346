"""Executor: does what was decided, by the API server; it decides nothing."""

import socket
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tuneround.cluster.failures import AbsentError, TakenError

from tuneround_operator.actions import CreateWorkflow, DeleteRound, PatchWorkflow
from tuneround_operator.api import EVENTS, ROUNDS, WORKFLOWS, Api, Object
from tuneround_operator.events import RoundEvent
from tuneround_operator.recorder import Recorder

COMPONENT = "tuneround-operator"
HOST = socket.gethostname()


class NameTakenError(TakenError):
    """A Workflow is there already.

    Attributes:
        name: the Workflow's.

    """

    def __init__(self, message: str, name: str) -> None:
        super().__init__(message)
        self.name = name


class Executor:
    """Executes actions. Each method may raise ClusterError, and may be called again."""

    def __init__(self, api: Api, recorder: Recorder) -> None:
        self._api = api
        self._recorder = recorder

    async def act(
        self, resource: Object, action: CreateWorkflow | PatchWorkflow | DeleteRound
    ) -> None:
        """Execute one action about a TuningRound.

        Raises:
            NameTakenError: the Workflow to be created is there already.

        """
        metadata = resource["metadata"]
        namespace = metadata["namespace"]
        match action:
            case CreateWorkflow():
                await self._create(namespace, action)
            case PatchWorkflow():
                await self._patch(namespace, action)
            case DeleteRound():
                await self._delete(namespace, metadata["name"], metadata["uid"])

    async def tell(self, resource: Object, event: RoundEvent) -> None:
        """Write an event of a TuningRound, unless it is there."""
        try:
            namespace = resource["metadata"]["namespace"]
            await self._api.create(EVENTS, namespace, _event(resource, event))
            self._recorder.wrote("event")
        except TakenError:
            return  # it was told already

    async def write(self, resource: Object, status: Mapping[str, Any]) -> None:
        """Merge `status` into that of this very TuningRound; one that is gone has none."""
        metadata = resource["metadata"]
        body = {"metadata": {"uid": metadata["uid"]}, "status": dict(status)}
        try:
            await self._api.patch_status(ROUNDS, metadata["namespace"], metadata["name"], body)
        except AbsentError:
            return
        self._recorder.wrote("status")

    async def _create(self, namespace: str, action: CreateWorkflow) -> None:
        try:
            await self._api.create(WORKFLOWS, namespace, action.manifest)
        except TakenError as error:
            raise NameTakenError(str(error), action.name) from error
        self._recorder.wrote("workflow")

    async def _patch(self, namespace: str, action: PatchWorkflow) -> None:
        try:
            await self._api.patch(WORKFLOWS, namespace, action.name, action.body)
        except AbsentError:
            return  # nothing is left that could be told
        self._recorder.wrote("workflow")

    async def _delete(self, namespace: str, name: str, uid: str) -> None:
        try:
            await self._api.delete(ROUNDS, namespace, name, uid)
        except (AbsentError, TakenError):
            return  # somebody else was faster, and perhaps made another round of the name
        self._recorder.wrote("round")


def _event(resource: Object, event: RoundEvent) -> Object:
    metadata = resource["metadata"]
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": event.name, "namespace": metadata["namespace"]},
        "involvedObject": {
            "apiVersion": resource["apiVersion"],
            "kind": resource["kind"],
            "namespace": metadata["namespace"],
            "name": metadata["name"],
            "uid": metadata["uid"],
        },
        "type": event.type.value,
        "reason": event.reason,
        "message": event.message,
        "source": {"component": COMPONENT},
        "reportingComponent": COMPONENT,
        "reportingInstance": HOST,
        "firstTimestamp": now,
        "lastTimestamp": now,
        "count": 1,
    }
