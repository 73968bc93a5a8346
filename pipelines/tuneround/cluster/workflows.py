"""Workflows: those of one round in one namespace."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tuneround.cluster.api import WORKFLOWS, Api, Object
from tuneround.cluster.failures import AbsentError, ClusterError, UnreachableError
from tuneround.cluster.workflow import RoundWorkflow
from tuneround.workflow.names import ROUND_LABEL, STUDY_LABEL, labels, resume_name

GONE = 410


@dataclass(frozen=True)
class Workflows:
    """The Workflows of one round.

    Attributes:
        api: where.
        namespace: theirs.
        study: the round's.
        round_name: the round's.

    """

    api: Api
    namespace: str
    study: str
    round_name: str

    def all(self) -> dict[str, RoundWorkflow]:
        """Return them by name, shards too."""
        return self._listed()[0]

    def leading(self) -> list[RoundWorkflow]:
        """Return those that carry the round, the oldest first; not their shards.

        Raises:
            ClusterError: the round's name is taken by a Workflow that is not the round's.

        """
        found = [workflow for workflow in self.all().values() if workflow.identity]
        if self.round_name not in {workflow.name for workflow in found}:
            self._check_name()
        return sorted(found, key=lambda w: (w.content["metadata"]["creationTimestamp"], w.name))

    def create(self, manifest: Object) -> RoundWorkflow:
        """Create a Workflow. Raises TakenError."""
        return RoundWorkflow(self.api.create(WORKFLOWS, self.namespace, manifest))

    def stop(self) -> list[str]:
        """Ask every Workflow that runs to stop, shards first; return the names of the leading ones.

        What `argo stop` does: pods are told to end, then the exit handler aggregates.
        """
        running = [workflow for workflow in self.all().values() if not workflow.ended]
        for workflow in sorted(running, key=lambda workflow: workflow.identity is not None):
            change = {"spec": {"shutdown": "Stop"}}
            self.api.patch(WORKFLOWS, self.namespace, workflow.name, change)
        return [workflow.name for workflow in running if workflow.identity]

    def delete(self) -> None:
        """Delete all of them, and with them what they own."""
        for name in self.all():
            try:
                self.api.delete(WORKFLOWS, self.namespace, name)
            except AbsentError:
                continue  # its owner took it along

    def changes(self) -> Iterator[Mapping[str, RoundWorkflow]]:
        """Yield all of them by name, again after every change, until the server ends the watch.

        Raises:
            UnreachableError: the server is gone; ask again later.

        """
        known, version = self._listed()
        yield known
        for kind, content in self.api.watch(WORKFLOWS, self.namespace, self._selector, version):
            if kind == "ERROR":
                _check(content)
                return
            workflow = RoundWorkflow(content)
            if kind == "DELETED":
                known.pop(workflow.name, None)
            else:
                known[workflow.name] = workflow
            yield known

    def next_resume(self) -> str:
        """Return the name of the next Workflow that goes on with the round."""
        pattern = re.compile(re.escape(resume_name(self.round_name, 0))[:-1] + r"([1-9][0-9]*)")
        matches = (pattern.fullmatch(name) for name in self.all())
        return resume_name(
            self.round_name, 1 + max((int(match.group(1)) for match in matches if match), default=0)
        )

    @property
    def _selector(self) -> str:
        own = labels(self.study, self.round_name)
        return ",".join(f"{name}={own[name]}" for name in (STUDY_LABEL, ROUND_LABEL))

    def _listed(self) -> tuple[dict[str, RoundWorkflow], str]:
        found = self.api.list(WORKFLOWS, self.namespace, self._selector)
        listed = (RoundWorkflow(content) for content in found["items"])
        return {workflow.name: workflow for workflow in listed}, found["metadata"][
            "resourceVersion"
        ]

    def _check_name(self) -> None:
        try:
            found = RoundWorkflow(self.api.get(WORKFLOWS, self.namespace, self.round_name))
        except AbsentError:
            return
        owner = found.belongs_to
        whose = f"one of study `{owner[0]}`" if owner else "one that tuneround did not make"
        raise ClusterError(
            f"A round's Workflow has the round's name, alone in its namespace. Got {whose} called "
            f"`{self.round_name}` in namespace `{self.namespace}`. Give the round another "
            "`metadata.name`, or submit it to another namespace: --namespace."
        )


def _check(status: Object) -> None:
    if status.get("code") != GONE:  # too old a version: the next list begins anew
        raise UnreachableError(
            f"The API server sends every change. Got {status.get('message')}. Try again."
        )
