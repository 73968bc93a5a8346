"""Conclusion: what a submission says before and after its Workflow, as text and as JSON."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tuneround.cli.cluster import FoundRound
from tuneround.cli.opening import stored_result_or_none
from tuneround.cli.submission import BRIEF_SECONDS, Submitted, unreadable
from tuneround.cluster.decision import Action
from tuneround.cluster.failures import ClusterError
from tuneround.cluster.progress import Progress
from tuneround.cluster.workflow import SUCCEEDED
from tuneround.records.result import Result
from tuneround.store.bucket import StoreError
from tuneround.text import visible


@dataclass(frozen=True)
class Answer:
    """What the bucket says about a round.

    Attributes:
        result: the one that stands.
        place: where the round lies; None: the bucket is not read from here.
        remark: the same as a sentence.

    """

    result: Result | None
    place: str | None
    remark: str


def opening(found: FoundRound, submitted: Submitted, file: Path, *, wait: bool) -> Iterator[str]:
    """Yield what was done, and how to follow it."""
    place = f"{submitted.workflow} in namespace {found.namespace}"
    if submitted.action is Action.CREATE:
        parallelism = found.round.spec.budget.parallelism
        trials = f"{submitted.trials} trials, at most {parallelism} at once"
        yield f"Created the Workflow {place}: {trials}."
    elif submitted.action is Action.FOLLOW:
        yield f"The Workflow {place} runs this round already."
    else:
        yield f"Every trial of round {found.round.name} has its outcome; nothing was created."
    if submitted.is_running and not wait:
        yield f"Follow it: {found.command('submit', file, '--wait')}"
        yield f"Stop it: {found.command('stop', file)}"


def ending(found: FoundRound, progress: Progress | None, file: Path) -> Iterator[str]:
    """Yield how it ended, the verdict, and where the result is."""
    if progress is not None:
        yield str(progress)
    answer = _answer_of(found)
    if answer.result is not None:
        yield visible(answer.result.verdict)
    yield visible(answer.remark)
    if answer.result is not None:
        yield f"Look at it: {found.command('report', file, '--cluster')}"
        yield f"Load its checkpoint: {found.command('best', file, '--cluster')}"
    if _is_unfinished(progress, answer.result):
        yield f"Run what is missing: {found.command('resume', file)}"


def document(
    found: FoundRound, submitted: Submitted, progress: Progress | None, *, is_over: bool
) -> str:
    """Return the same as JSON; `result` and `place` are null while the Workflow runs."""
    answer = _answer_of(found) if is_over else None
    result = None if answer is None else answer.result
    content = {
        "action": submitted.action.name.lower(),
        "workflow": submitted.workflow,
        "namespace": found.namespace,
        "progress": None if progress is None else asdict(progress),
        "place": answer and answer.place,
        "result": None if result is None else result.model_dump(mode="json"),
    }
    return json.dumps(content, indent=1)


def _is_unfinished(progress: Progress | None, result: Result | None) -> bool:
    if result is not None:
        return bool(result.unfinished)
    return progress is not None and progress.phase != SUCCEEDED


def _answer_of(found: FoundRound) -> Answer:
    """Return what the bucket says about the round by now."""
    try:
        with found.opened(BRIEF_SECONDS) as (store, place, _):
            result = stored_result_or_none(store)
    except (StoreError, ClusterError) as error:
        return Answer(None, None, unreadable(error))
    if result is None:
        return Answer(None, place, f"No result stands under {place}")
    return Answer(result, place, f"Result {result.number} under {place}")
