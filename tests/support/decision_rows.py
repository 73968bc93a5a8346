"""Rows of the table of decisions: what there is, what is done about it, and what is said."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from made_legs import Content, decided, tuning_round
from tuneround_operator.actions import Action, CreateWorkflow, DeleteRound, Notify, PatchWorkflow

PLAIN = tuning_round()
LARGE = tuning_round(workflow={"shardSize": 3})
STOPPED = {"tuneround.dev/stopped-by": "operator"}
HELD = {"tuneround.dev/suspended-by": "operator"}


@dataclass(frozen=True)
class Row:
    """One row.

    Attributes:
        id: what is special about it.
        round: the TuningRound.
        workflows: what the API server lists.
        state: the status's.
        said: reasons of Accepted, Submitted, Running, Succeeded and Degraded.
        actions: as `shown` spells them.

    """

    id: str
    round: Content
    workflows: Sequence[Content]
    state: str
    said: str
    actions: Sequence[str] = field(default_factory=tuple)

    def check(self) -> None:
        """Assert that the decision is the row's."""
        decision = decided(self.round, *self.workflows)
        assert tuple(shown(action) for action in decision.actions) == tuple(self.actions)
        assert decision.status.state == self.state
        assert " ".join(each.reason for each in decision.status.conditions) == self.said


def rows(table: Iterable[Row]) -> Callable[[Any], Any]:
    """Return a mark that runs a test for each row."""
    found = list(table)
    return pytest.mark.parametrize("row", found, ids=[row.id for row in found])


def shown(action: Action) -> str:
    """Return an action on one line."""
    match action:
        case CreateWorkflow():
            held = " held" if action.manifest["spec"].get("suspend") else ""
            return f"create {action.name}: {_spans(trials_of(action.manifest))}{held}"
        case PatchWorkflow():
            marks = action.body.get("metadata", {}).get("annotations", {})
            said = [f"{key}={value}" for key, value in action.body.get("spec", {}).items()]
            noted = [f"{key.removeprefix('tuneround.dev/')}={v}" for key, v in marks.items()]
            return f"patch {action.name}: {' '.join([*said, *noted])}"
        case DeleteRound():
            return "delete"
        case Notify():
            return f"notify {dict(action.mark)}"


def trials_of(manifest: Content) -> list[int]:
    """Return the trials that an unsharded Workflow of one trial a pod fans out over."""
    tasks = manifest["spec"]["templates"][0]["dag"]["tasks"]
    task = next(found for found in tasks if found["name"] == "trials")
    if "withItems" in task:
        return [int(item) for item in task["withItems"]]
    bounds = task["withSequence"]
    return list(range(int(bounds["start"]), int(bounds["end"]) + 1))


def _spans(numbers: Iterable[int]) -> str:
    """Return numbers as 1,4,7-11."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][-1] == number - 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    return ",".join(f"{s[0]}-{s[-1]}" if len(s) > 1 else str(s[0]) for s in spans)
