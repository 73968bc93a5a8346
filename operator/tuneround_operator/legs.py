"""Legs: the Workflows that carry a round, one after the other; each may have shards."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tuneround.cluster.workflow import RoundWorkflow
from tuneround.spec.error import SpecError
from tuneround.spec.identity import digest, identity_content
from tuneround.spec.round import TuningRound
from tuneround.workflow.names import label_value, resume_name

from tuneround_operator.observed import Observed

KIND = "TuningRound"


@dataclass(frozen=True)
class Legs:
    """The Workflows of one round.

    Attributes:
        round_name: the round's.
        leading: those that carry it, the oldest first.
        shards: parts of them.
        strangers: others that have a name that the round needs.
        leaving: those that are being deleted, or go with an earlier TuningRound of the same name.

    """

    round_name: str
    leading: tuple[RoundWorkflow, ...]
    shards: tuple[RoundWorkflow, ...]
    strangers: tuple[RoundWorkflow, ...]
    leaving: tuple[RoundWorkflow, ...]

    @property
    def newest(self) -> RoundWorkflow | None:
        """The last one that was begun."""
        return self.leading[-1] if self.leading else None

    @property
    def live(self) -> tuple[RoundWorkflow, ...]:
        """What has not ended, shards first."""
        return tuple(found for found in (*self.shards, *self.leading) if not found.ended)

    @property
    def current(self) -> RoundWorkflow | None:
        """The one that the round is at: the newest that has not ended, else the newest."""
        return next((leg for leg in reversed(self.leading) if not leg.ended), self.newest)

    def without(self, foreign: Collection[str]) -> "Legs":
        """Return them with legs of those names, and their shards, among the strangers."""
        own = tuple(leg for leg in self.leading if leg.name not in foreign)
        shards = tuple(shard for shard in self.shards if not shard.owners & set(foreign))
        names = {found.name for found in (*own, *shards)}
        others = (found for found in (*self.leading, *self.shards) if found.name not in names)
        return replace(self, leading=own, shards=shards, strangers=(*self.strangers, *others))

    def number(self, workflow: str) -> int:
        """Return which leg has that name, from 0; -1: its name says nothing."""
        return number_of(self.round_name, workflow)

    def with_shards(self, leg: RoundWorkflow) -> list[RoundWorkflow]:
        """Return `leg` and its parts."""
        return [leg, *(shard for shard in self.shards if leg.name in shard.owners)]


def legs_of(observed: Observed) -> Legs:
    """Return the Workflows of a round, sorted out."""
    metadata = observed.resource["metadata"]
    name, uid, labels = metadata["name"], metadata.get("uid"), _labels(observed.resource)
    leading: list[RoundWorkflow] = []
    shards: list[RoundWorkflow] = []
    strangers: list[RoundWorkflow] = []
    leaving: list[RoundWorkflow] = []
    for workflow in observed.workflows:
        if not _is_of(workflow, labels, uid):
            strangers.append(workflow)
        elif _is_leaving(workflow, uid):
            leaving.append(workflow)
        else:
            (leading if workflow.identity else shards).append(workflow)
    leading.sort(key=lambda leg: (_created(leg), number_of(name, leg.name)))
    gone = {found.name for found in leaving}
    return Legs(
        round_name=name,
        leading=tuple(leading),
        shards=tuple(shard for shard in shards if not shard.owners & gone),
        strangers=tuple(strangers),
        leaving=(*leaving, *(shard for shard in shards if shard.owners & gone)),
    )


def carried_round(leg: RoundWorkflow) -> TuningRound | None:
    """Return the round that a Workflow carries; None: none that this version can read."""
    try:
        return leg.round
    except SpecError:
        return None


def number_of(round_name: str, workflow: str) -> int:
    """Return which leg has that name, from 0; -1: its name says nothing.

    >>> number_of("digits", "digits"), number_of("digits", "digits-resume-2"), number_of("a", "b")
    (0, 2, -1)
    """
    if workflow == round_name:
        return 0
    prefix = resume_name(round_name, 0)[:-1]
    match = re.fullmatch(re.escape(prefix) + "([1-9][0-9]{0,8})", workflow)
    return int(match.group(1)) if match else -1


def name_of(round_name: str, number: int) -> str:
    """Return the name of a leg by its number.

    >>> name_of("digits", 0), name_of("digits", 2)
    ('digits', 'digits-resume-2')
    """
    return resume_name(round_name, number) if number else round_name


def is_owned(workflow: RoundWorkflow, uid: str | None) -> bool:
    """Return whether a TuningRound of that uid created a Workflow."""
    return any(owner.get("uid") == uid for owner in _controllers(workflow))


def differing(legs: Sequence[RoundWorkflow], round_: TuningRound) -> list[RoundWorkflow]:
    """Return those that carry another round, however another version spelled its digest."""
    own = identity_content(round_.spec)
    unlike = [leg for leg in legs if leg.identity != digest(own)]
    return [
        leg
        for leg in unlike
        if (found := carried_round(leg)) is None or identity_content(found.spec) != own
    ]


def _created(workflow: RoundWorkflow) -> str:
    created: str = workflow.content["metadata"]["creationTimestamp"]
    return created


def _labels(resource: dict[str, Any]) -> tuple[str, str]:
    """Return the labels of study and round; a spec may have a study, and be refused."""
    study = (resource.get("spec") or {}).get("study")
    return label_value(str(study)), label_value(resource["metadata"]["name"])


def _is_of(workflow: RoundWorkflow, labels: tuple[str, str], uid: str | None) -> bool:
    """Return whether a Workflow carries the round, or a part of it; what it owns always does."""
    is_part = workflow.identity is not None or bool(workflow.owners)
    return is_part and (workflow.belongs_to == labels or is_owned(workflow, uid))


def _is_leaving(workflow: RoundWorkflow, uid: str | None) -> bool:
    is_another = any(owner.get("uid") != uid for owner in _controllers(workflow))
    return "deletionTimestamp" in workflow.content["metadata"] or is_another


def _controllers(workflow: RoundWorkflow) -> list[dict[str, Any]]:
    references = workflow.content["metadata"].get("ownerReferences") or []
    return [found for found in references if found.get("kind") == KIND]
