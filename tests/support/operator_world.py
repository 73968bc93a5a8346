"""World: a model of the API server and of Argo, in which operators act on one TuningRound.

It asserts what must hold whatever happens: see `create` and `write_status`.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from made_legs import RULES, Content, owner_of, tuning_round
from modelled_argo import OVER, Argo, is_leading
from tuneround.cluster.workflow import RoundWorkflow
from tuneround_operator.observed import Observed
from tuneround_operator.status import RoundStatus

FATES = ("completed", "infeasible", "failed")


class TakenError(Exception):
    """409: the object is there already."""


class World:
    """One namespace with one TuningRound.

    Attributes:
        resource: the TuningRound.
        argo: its Workflows, and what their trials left.
        now: UTC.
        reasons: how many Workflows there were reasons to create.
        created: how many were.

    """

    def __init__(self, **sections: Any) -> None:
        self.sections = sections
        self.now = datetime(2026, 11, 1, 12, tzinfo=UTC)
        self.argo = Argo()
        self.uids = 0
        self.apply()

    def apply(self) -> None:
        """Create the TuningRound."""
        self.uids += 1
        self.resource = tuning_round(**self.sections)
        self.resource["metadata"]["uid"] = f"uid-{self.uids}"
        self.reasons, self.created = 1, 0

    @property
    def spec(self) -> Content:
        """The spec as it is now."""
        spec: Content = self.resource["spec"]
        return spec

    def edit(self, **fields: Any) -> None:
        """Change the spec; `budget` is merged."""
        budget = {**self.spec["budget"], **fields.pop("budget", {})}
        self.resource["spec"] = {**self.spec, **fields, "budget": budget}
        self.resource["metadata"]["generation"] += 1

    def observe(self) -> Observed:
        """Return what an operator reads: the round first, then its Workflows."""
        return Observed(
            resource=_copy(self.resource),
            workflows=[RoundWorkflow(_copy(found)) for found in self.argo.workflows.values()],
            pods={record.pod: record for record in self.argo.records()},
            now=self.now,
            rules=RULES,
        )

    def create(self, manifest: Content) -> None:
        """Create a Workflow, as an operator asks.

        A second one at work, one that nothing asks for, and one that leaves out a trial without an
        outcome would be mistakes.
        """
        name = manifest["metadata"]["name"]
        if name in self.argo.workflows:
            raise TakenError(name)
        live = [each for each in self.argo.workflows.values() if not _has_ended(each)]
        assert not live, f"{name} is created beside {live[0]['metadata']['name']}"
        assert manifest["metadata"]["ownerReferences"] == [owner_of(self.resource)]
        self.created += 1
        assert self.created <= self.reasons, f"nothing asks for {name}"
        trials = set(self.argo.add(manifest, self.now))
        open_ = set(range(_carried_trials(manifest))) - self.argo.outcomes.keys()
        assert open_ <= trials, f"{name} leaves out {open_ - trials}"

    def patch(self, name: str, body: Content) -> None:
        """Merge into a Workflow; one that is gone cannot be told."""
        if name in self.argo.workflows:
            self.argo.workflows[name] = _merged(self.argo.workflows[name], _copy(body))

    def write_status(self, status: RoundStatus, before: Content, outcomes: Content) -> None:
        """Write a status, as an operator asks.

        Args:
            status: what it says now.
            before: the resource from which that was decided.
            outcomes: what the trials had left then.

        """
        content = json.loads(json.dumps(status.model_dump(mode="json", by_alias=True)))
        assert RoundStatus.model_validate(content) == status
        stood, trials = RoundStatus.model_validate(before["status"]), status.trials
        assert status.result >= stood.result
        assert trials.done <= trials.planned, trials
        for fate in FATES:
            count = getattr(trials, fate)
            assert count <= list(outcomes.values()).count(fate), (fate, trials, outcomes)
            is_judged_anew = status.result > stood.result
            assert is_judged_anew or count >= getattr(stood.trials, fate), (fate, stood, status)
        if before["metadata"]["uid"] == self.resource["metadata"]["uid"]:
            self.resource["status"] = _merged(self.resource["status"], content)

    def delete_workflow(self, name: str) -> None:
        """Delete a Workflow by hand; one that its round has not seen the end of is made again."""
        if is_leading(self.argo.workflows[name]):
            self.reasons += 1
        self.argo.delete(name)

    def delete_round(self) -> None:
        """Delete the TuningRound with what it owns, and create it anew."""
        for name in [n for n, found in self.argo.workflows.items() if is_leading(found)]:
            self.argo.delete(name)
        self.apply()

    def forget(self) -> None:
        """Let so much time go by that Argo forgets Workflows that have ended."""
        self.now += timedelta(hours=2)
        for name, found in list(self.argo.workflows.items()):
            if is_leading(found) and _has_ended(found):
                self.argo.delete(name)


def _has_ended(workflow: Content) -> bool:
    return workflow.get("status", {}).get("phase") in OVER


def _carried_trials(manifest: Content) -> int:
    round_ = RoundWorkflow(manifest).round
    assert round_ is not None
    return round_.spec.budget.trials


def _copy(value: Any) -> Any:
    return json.loads(json.dumps(value))


def _merged(value: Any, patch: Any) -> Any:
    """Return a JSON merge patch applied."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(value) if isinstance(value, dict) else {}
    for key, change in patch.items():
        if change is None:
            merged.pop(key, None)
        else:
            merged[key] = _merged(merged.get(key), change)
    return merged
