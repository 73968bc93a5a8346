"""Begin: a new attempt of a trial, resumed from the newest commit that proves whole."""

import os
import platform
import socket
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tuneround import __version__
from tuneround.records.assignment import Assignment, Resume
from tuneround.records.attempt import Attempt, Outcome
from tuneround.records.plan import PlannedTrial
from tuneround.spec.round import RoundSpec
from tuneround.store.bucket import Bucket
from tuneround.store.checkpoints import CorruptCheckpointError, download_checkpoint, read_commit
from tuneround.store.keys import RoundKeys, TrialKeys, new_attempt
from tuneround.trial.clock import utc_now
from tuneround.trial.survey import Survey

DRIVER = Path("/proc/driver/nvidia/version")


def begin(
    bucket: Bucket,
    keys: RoundKeys,
    names: tuple[str, str],
    spec: RoundSpec,
    planned: PlannedTrial,
    scratch: Path,
) -> Assignment | Outcome:
    """Begin an attempt of `planned`, or return the outcome that the trial has already.

    Args:
        bucket: where the round lies.
        keys: the round's names.
        names: the study's and the round's, as the user wrote them.
        spec: the round's spec.
        planned: the plan's row.
        scratch: an empty local folder for the checkpoint to resume from.

    """
    survey = Survey.of(bucket, keys.trial(planned.index))
    if (outcome := survey.outcome) is not None:
        return outcome
    resume = newest_whole_commit(survey, scratch / "resume")
    attempt = new_attempt(survey.next_ordinal)
    write_start(bucket, survey.keys, attempt, resume)
    return Assignment(
        study=names[0],
        round=names[1],
        trial=planned.index,
        attempt=attempt,
        hyperparameters=planned.hyperparameters,
        seeds=planned.seeds,
        objective=spec.objective,
        steps=spec.budget.steps,
        evaluate_every=spec.budget.evaluate_every,
        kept=spec.checkpoints.kept(spec.objective),
        threads=spec.trainer.thread_count,
        root=keys.root,
        resume=resume,
        interruptions=survey.interruptions,
    )


def newest_whole_commit(survey: Survey, directory: Path) -> Resume | None:
    """Download and verify the newest resumable commit of a trial; None when there is none.

    A commit whose files are missing or differ is passed over, with a line on standard error.
    """
    for candidate in survey.commits:
        keys = survey.keys.attempt(candidate.attempt).checkpoint(candidate.step)
        commit = read_commit(survey.bucket, keys)
        if commit is None or not commit.resume_files:
            continue
        target = directory / f"{candidate.attempt}-{candidate.step}"
        try:
            download_checkpoint(survey.bucket, keys, commit, target, resume=True)
        except CorruptCheckpointError as error:
            print(f"tuneround: not resuming from step {candidate.step}: {error}", file=sys.stderr)
            continue
        return Resume(parent=candidate, directory=str(target), committed=survey.ancestry(candidate))
    return None


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
