"""Begin: a new attempt of a trial, resumed from the newest commit that proves whole."""

import os
import platform
import socket
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tuneround import __version__
from tuneround.records.assignment import Assignment, Resume
from tuneround.records.attempt import Attempt, Outcome, Parent
from tuneround.records.plan import PlannedTrial
from tuneround.spec.round import TuningRound
from tuneround.store.bucket import Bucket
from tuneround.store.checkpoints import CorruptCheckpointError, download_checkpoint, read_commit
from tuneround.store.keys import TrialKeys, new_attempt
from tuneround.store.rounds import RoundStore
from tuneround.trial.clock import utc_now
from tuneround.trial.pod import Pod
from tuneround.trial.survey import Survey

DRIVER = Path("/proc/driver/nvidia/version")


def begin(
    store: RoundStore, round_: TuningRound, planned: PlannedTrial, pod: Pod
) -> Assignment | Outcome:
    """Begin an attempt of `planned`, or return the outcome that the trial has already.

    Args:
        store: where the round lies.
        round_: the round as the user wrote it.
        planned: the plan's row.
        pod: where the attempt will work; its scratch holds the checkpoint to resume from.

    """
    keys = store.keys.trial(planned.index)
    survey = Survey.of(store.bucket, keys)
    outcome = survey.outcome
    if outcome is None and pod.postmortem.record(survey):
        survey = Survey.of(store.bucket, keys)
        outcome = survey.outcome
    if outcome is not None:
        return outcome
    resume = newest_whole_commit(survey, pod.scratch / "resume")
    attempt = new_attempt(survey.next_ordinal, pod.gathering.token if pod.gathering else None)
    write_start(store.bucket, keys, attempt, resume)
    return orders(store, round_, planned, pod, survey, attempt, resume)


def orders(
    store: RoundStore,
    round_: TuningRound,
    planned: PlannedTrial,
    pod: Pod,
    survey: Survey,
    attempt: str,
    resume: Resume | None,
) -> Assignment:
    """Return what the training program of `attempt` is to do in `pod`."""
    spec = round_.spec
    return Assignment(
        study=spec.study,
        round=round_.name,
        trial=planned.index,
        attempt=attempt,
        hyperparameters=planned.hyperparameters,
        seeds=planned.seeds,
        objective=spec.objective,
        steps=spec.budget.steps,
        evaluate_every=spec.budget.evaluate_every,
        kept=spec.checkpoints.kept(spec.objective),
        threads=spec.trainer.thread_count,
        root=store.keys.root,
        resume=resume,
        interruptions=survey.interruptions,
        progress_file=None if (path := pod.progress_path) is None else str(path),
        pod_progress=pod.progress(spec.budget.steps),
    )


def newest_whole_commit(survey: Survey, directory: Path) -> Resume | None:
    """Download and verify the newest resumable commit of a trial; None when there is none.

    A commit whose files are missing or differ is passed over, with a line on standard error.
    """
    resumes = (whole_commit(survey, candidate, directory) for candidate in survey.commits)
    return next((resume for resume in resumes if resume is not None), None)


def whole_commit(survey: Survey, candidate: Parent, directory: Path) -> Resume | None:
    """Download and verify one commit of a trial; None when it cannot be resumed from."""
    keys = survey.keys.attempt(candidate.attempt).checkpoint(candidate.step)
    commit = read_commit(survey.bucket, keys)
    if commit is None or not commit.resume_files:
        return None
    target = directory / f"{candidate.attempt}-{candidate.step}"
    try:
        download_checkpoint(survey.bucket, keys, commit, target, resume=True)
    except CorruptCheckpointError as error:
        print(f"tuneround: not resuming from step {candidate.step}: {error}", file=sys.stderr)
        return None
    return Resume(parent=candidate, directory=str(target), committed=survey.ancestry(candidate))


def write_start(bucket: Bucket, keys: TrialKeys, attempt: str, resume: Resume | None) -> None:
    """Write attempt.json, the attempt's first object."""
    start = Attempt(
        trial=keys.index,
        attempt=attempt,
        parent=resume.parent if resume else None,
        started=utc_now(),
        host=socket.gethostname(),
        versions=versions(),
    )
    bucket.put(keys.attempt(attempt).start, start.to_json())


def versions() -> dict[str, str]:
    """Return what this attempt runs on; what is not there is left out."""
    found = {"tuneround": __version__, "python": platform.python_version()}
    try:
        found["torch"] = version("torch")
    except PackageNotFoundError:
        found.pop("torch", None)
    if DRIVER.exists():
        found["driver"] = DRIVER.read_text().splitlines()[0]
    if "TUNEROUND_CODE_VERSION" in os.environ:
        found["code"] = os.environ["TUNEROUND_CODE_VERSION"]
    return found
