"""Checkpoints: a commit is written after its files, and believed only with their hashes."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import ValidationError

from tuneround.records.checkpoint import Commit, CommittedFile
from tuneround.store.bucket import Bucket, NoSuchObjectError, StoreError
from tuneround.store.keys import CheckpointKeys


class CorruptCheckpointError(StoreError):
    """A checkpoint is not what its COMMIT.json says."""


def save_checkpoint(
    bucket: Bucket,
    keys: CheckpointKeys,
    files: Mapping[str, Path],
    resume_files: Mapping[str, Path],
    *,
    evaluations: int,
    last_evaluation: int,
    before_commit: Callable[[], None],
) -> Commit:
    """Upload a checkpoint's files, then its COMMIT.json, which makes it one.

    Args:
        bucket: where to.
        keys: the checkpoint's names; their step is the committed one.
        files: name -> local file, the weights.
        resume_files: name -> local file, what else is needed to go on training.
        evaluations: how many evaluations the trial has; all are sealed already.
        last_evaluation: step of the latest of them, 0 when there was none.
        before_commit: called when the files lie there and the commit does not; what it raises
            leaves the checkpoint uncommitted.

    """
    commit = Commit(
        step=keys.step,
        files=tuple(_upload(bucket, keys, name, path) for name, path in files.items()),
        resume_files=tuple(
            _upload(bucket, keys, name, path) for name, path in resume_files.items()
        ),
        evaluations=evaluations,
        last_evaluation=last_evaluation,
    )
    before_commit()
    bucket.put(keys.commit, commit.to_json())
    return commit


def read_commit(bucket: Bucket, keys: CheckpointKeys) -> Commit | None:
    """Return the COMMIT.json of a checkpoint; None when it is absent, torn, or another step's."""
    try:
        commit = Commit.model_validate_json(bucket.get(keys.commit))
    except (NoSuchObjectError, ValidationError):
        return None
    return commit if commit.step == keys.step else None


def verify_checkpoint(
    bucket: Bucket, keys: CheckpointKeys, commit: Commit, *, resume: bool = False
) -> bool:
    """Return whether every file is there with its size and hash; reads all of them."""
    with TemporaryDirectory(prefix="tuneround-") as directory:
        try:
            download_checkpoint(bucket, keys, commit, Path(directory), resume=resume)
        except CorruptCheckpointError:
            return False
    return True


def download_checkpoint(
    bucket: Bucket, keys: CheckpointKeys, commit: Commit, directory: Path, *, resume: bool
) -> None:
    """Write the checkpoint's files into `directory`, each checked against the commit.

    Args:
        bucket: where from.
        keys: the checkpoint's names.
        commit: what was committed.
        directory: made when missing.
        resume: with the files that are needed to go on training.

    Raises:
        CorruptCheckpointError: a file is missing, or has another size or SHA-256.

    """
    directory.mkdir(parents=True, exist_ok=True)
    for file in (*commit.files, *(commit.resume_files if resume else ())):
        _download(bucket, keys.file(file.name), file, directory / file.name)


def delete_checkpoint(bucket: Bucket, keys: CheckpointKeys, names: Iterable[str]) -> None:
    """Delete a checkpoint: COMMIT.json first, so that no reader believes a half of it."""
    bucket.delete([keys.commit, *(keys.file(name) for name in names)])


def delete_resume_files(bucket: Bucket, keys: CheckpointKeys, commit: Commit) -> None:
    """Delete what only the trial's latest checkpoint needs; the weights stay."""
    bucket.delete(keys.file(file.name) for file in commit.resume_files)


def _upload(bucket: Bucket, keys: CheckpointKeys, name: str, path: Path) -> CommittedFile:
    file = CommittedFile(name=name, size=path.stat().st_size, sha256=_sha256(path))
    bucket.upload(keys.file(name), path)
    return file


def _download(bucket: Bucket, key: str, file: CommittedFile, path: Path) -> None:
    try:
        bucket.download(key, path)
    except NoSuchObjectError as error:
        raise CorruptCheckpointError(_corrupt(file, key, "no such object")) from error
    size = path.stat().st_size
    if size != file.size:
        path.unlink()
        raise CorruptCheckpointError(_corrupt(file, key, f"{size} bytes"))
    sha256 = _sha256(path)
    if sha256 != file.sha256:
        path.unlink()
        raise CorruptCheckpointError(_corrupt(file, key, f"SHA-256 {sha256}"))


def _corrupt(file: CommittedFile, key: str, got: str) -> str:
    return (
        f"A committed file has the size and hash of its commit: {file.size} bytes, SHA-256 "
        f"{file.sha256}. Got {got} for `{key}`. Use another checkpoint of the trial."
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
