"""Submission: a round made into a Workflow, unless there is one already."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuneround.cli.cluster import FoundRound
from tuneround.cluster.decision import Action, Evidence, Standing, decide, standing_of
from tuneround.cluster.failures import ClusterError
from tuneround.cluster.storage import NoStorageError
from tuneround.cluster.workflow import RoundWorkflow
from tuneround.spec.identity import check_identity, digest, identity_content
from tuneround.store.bucket import StoreError
from tuneround.store.results import standing_result
from tuneround.text import visible
from tuneround.workflow.compilation import compile_round

FILE = Path("FILE")
BRIEF_SECONDS = 5.0
"""Patience with a bucket that is only asked whether it can be read from here."""


@dataclass(frozen=True)
class Submitted:
    """What a submission came to.

    Attributes:
        action: what was done.
        workflow: the Workflow that runs the round, or did; None: it was deleted since.
        trials: how many the submission is about.

    """

    action: Action
    workflow: str | None
    trials: int

    @property
    def is_running(self) -> bool:
        """Whether there is a Workflow to follow."""
        return self.action in (Action.CREATE, Action.FOLLOW)


def submit_round(found: FoundRound, text: str, control_image: str | None) -> Submitted:
    """Create the round's Workflow, or say which one there is.

    Args:
        found: the round.
        text: its file.
        control_image: as `compile_round` takes it.

    Raises:
        IdentityError: another round has the name.
        ClusterError: the round has ended without its last word; `resume` goes on with it.

    """
    workflows, trials = found.workflows.leading(), found.round.spec.budget.trials
    standing, foreign = standing_of(workflows), others(found, workflows)
    needs_evidence = not foreign and standing is not Standing.RUNNING
    evidence = _evidence(found, workflows) if needs_evidence else Evidence.UNKNOWN
    action = decide(standing, evidence, same_identity=not foreign)
    if action is Action.REFUSE:
        refuse(found, foreign)
    if action is Action.RESUME:
        raise ClusterError(_must_resume(found, workflows[-1]))
    if action is Action.CREATE:
        name = created(found, text, control_image, found.round.name)
        return Submitted(action, name, trials)
    running = [workflow.name for workflow in workflows if not workflow.ended]
    newest = workflows[-1].name if workflows else None
    return Submitted(action, running[0] if running else newest, trials)


def created(
    found: FoundRound,
    text: str,
    control_image: str | None,
    name: str,
    indices: Sequence[int] | None = None,
) -> str:
    """Create the Workflow that `compile_round` returns, and return its name."""
    manifest: dict[str, Any] = compile_round(
        found.round,
        text,
        name=name,
        namespace=found.namespace,
        control_image=control_image,
        indices=indices,
    )
    return found.workflows.create(manifest).name


def others(found: FoundRound, workflows: Sequence[RoundWorkflow]) -> list[RoundWorkflow]:
    """Return those that carry another identity, however another version spelled its digest."""
    own = identity_content(found.round.spec)
    differing = (workflow for workflow in workflows if workflow.identity != digest(own))
    return [w for w in differing if w.round and identity_content(w.round.spec) != own]


def refuse(found: FoundRound, foreign: Sequence[RoundWorkflow]) -> None:
    """Raise IdentityError if there are Workflows of another identity."""
    for workflow in foreign:
        if workflow.round is not None:
            stored = f"has the Workflow `{workflow.name}` in namespace `{found.namespace}`"
            check_identity(found.round, workflow.round, stored)


def _evidence(found: FoundRound, workflows: Sequence[RoundWorkflow]) -> Evidence:
    trials = found.round.spec.budget.trials
    try:
        with found.opened(BRIEF_SECONDS) as (store, _, _):
            store.check_spec(found.round)
            is_whole = standing_result(store, trials) is not None
    except NoStorageError:
        raise
    except (StoreError, ClusterError) as error:
        print(visible(unreadable(error)), file=sys.stderr)
        carried = [workflow.round for workflow in workflows if workflow.round is not None]
        is_extended = any(round_.spec.budget.trials < trials for round_ in carried[-1:])
        return Evidence.UNFINISHED if is_extended else Evidence.UNKNOWN
    return Evidence.FINISHED if is_whole else Evidence.UNFINISHED


def _must_resume(found: FoundRound, workflow: RoundWorkflow) -> str:
    message = f" ({workflow.message})" if workflow.message else ""
    return (
        f"A round that has ended with trials missing is resumed. Got the Workflow "
        f"`{workflow.name}`, {workflow.phase}{message}. Run what is missing: "
        f"{found.command('resume', FILE)}"
    )


def unreadable(error: StoreError | ClusterError) -> str:
    """Return why the bucket was not asked, and what makes it readable."""
    return (
        f"The bucket is not read from here: {error} How this machine reaches it, --storage says: "
        "endpoint=URL,profile=NAME."
    )
