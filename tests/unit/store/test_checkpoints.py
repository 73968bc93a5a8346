"""A checkpoint is believed only as its commit describes it."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from tuneround.records.checkpoint import Commit
from tuneround.store.bucket import Bucket
from tuneround.store.checkpoints import (
    CorruptCheckpointError,
    delete_checkpoint,
    delete_resume_files,
    download_checkpoint,
    read_commit,
    save_checkpoint,
    verify_checkpoint,
)
from tuneround.store.directory import DirectoryBucket
from tuneround.store.keys import CheckpointKeys, RoundKeys

WEIGHTS, STATE = "model.safetensors", "state.pt"


@pytest.fixture
def checkpoint(keys: RoundKeys) -> CheckpointKeys:
    """Return the names of a checkpoint of step 250."""
    return keys.trial(42).attempt("0001-00000000").checkpoint(250)


@pytest.fixture
def commit(bucket: Bucket, checkpoint: CheckpointKeys, tmp_path: Path) -> Commit:
    """Save a checkpoint of two files."""
    return _saved(bucket, checkpoint, tmp_path)


def _saved(
    bucket: Bucket,
    checkpoint: CheckpointKeys,
    folder: Path,
    fence: Callable[[], None] = lambda: None,
) -> Commit:
    for name in (WEIGHTS, STATE):
        (folder / name).write_bytes(name.encode() * 100)
    return save_checkpoint(
        bucket,
        checkpoint,
        {WEIGHTS: folder / WEIGHTS},
        {STATE: folder / STATE},
        evaluations=10,
        last_evaluation=250,
        before_commit=fence,
    )


class Recorder(DirectoryBucket):
    """A folder that remembers the order of what it is asked."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.order: list[str] = []

    def put(self, key: str, content: bytes) -> None:
        self.order.append(key.rsplit("/", 1)[1])
        super().put(key, content)

    def upload(self, key: str, path: Path) -> None:
        self.order.append(key.rsplit("/", 1)[1])
        super().upload(key, path)

    def delete(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.order.append(key.rsplit("/", 1)[1])
            super().delete([key])


def test_commit_is_written_last_and_deleted_first(
    tmp_path: Path, checkpoint: CheckpointKeys
) -> None:
    """A reader in between sees a whole checkpoint, or none."""
    recorder = Recorder(tmp_path / "bucket")
    _saved(recorder, checkpoint, tmp_path, lambda: recorder.order.append("fence"))
    delete_checkpoint(recorder, checkpoint, [WEIGHTS, STATE])
    written = [WEIGHTS, STATE, "fence", "COMMIT.json"]
    assert recorder.order == [*written, "COMMIT.json", WEIGHTS, STATE]
    assert list(recorder.list("")) == []


def test_a_fenced_attempt_commits_nothing(
    bucket: Bucket, checkpoint: CheckpointKeys, tmp_path: Path
) -> None:
    """When the fence says that a successor is at work, the files stay uncommitted."""

    def fence() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        _saved(bucket, checkpoint, tmp_path, fence)
    assert read_commit(bucket, checkpoint) is None


def test_reads_back(
    bucket: Bucket, checkpoint: CheckpointKeys, commit: Commit, tmp_path: Path
) -> None:
    """What was committed is read, verified and downloaded; state.pt only to go on training."""
    assert read_commit(bucket, checkpoint) == commit
    assert (commit.step, commit.evaluations, commit.last_evaluation) == (250, 10, 250)
    assert verify_checkpoint(bucket, checkpoint, commit, resume=True)
    download_checkpoint(bucket, checkpoint, commit, tmp_path / "use", resume=False)
    download_checkpoint(bucket, checkpoint, commit, tmp_path / "train", resume=True)
    assert [p.name for p in (tmp_path / "use").iterdir()] == [WEIGHTS]
    assert (tmp_path / "train" / STATE).read_bytes() == STATE.encode() * 100


def test_no_commit_is_no_checkpoint(bucket: Bucket, checkpoint: CheckpointKeys) -> None:
    """Files without a COMMIT.json are none."""
    bucket.put(checkpoint.file(WEIGHTS), b"weights")
    assert read_commit(bucket, checkpoint) is None


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda content: content[: len(content) // 2], id="torn"),
        pytest.param(lambda content: b"", id="empty"),
        pytest.param(lambda content: b"<html>not found</html>", id="foreign"),
        pytest.param(lambda content: content.replace(b'"step":250', b'"step":500'), id="moved"),
        pytest.param(lambda content: content.replace(b"model.s", b"../../s"), id="escaping"),
    ],
)
def test_a_spoiled_commit_is_none(
    bucket: Bucket, checkpoint: CheckpointKeys, commit: Commit, spoil: Callable[[bytes], bytes]
) -> None:
    """A COMMIT.json that cannot be believed counts as absent."""
    content = bucket.get(checkpoint.commit)
    assert spoil(content) != content
    bucket.put(checkpoint.commit, spoil(content))
    assert read_commit(bucket, checkpoint) is None


@pytest.mark.parametrize(
    ("content", "got"),
    [
        pytest.param(None, "no such object", id="missing"),
        pytest.param(b"short", "5 bytes", id="another-size"),
        pytest.param(b"X" * 1700, "SHA-256", id="another-hash"),
    ],
)
def test_a_spoiled_file_is_found(
    bucket: Bucket,
    checkpoint: CheckpointKeys,
    commit: Commit,
    tmp_path: Path,
    content: bytes | None,
    got: str,
) -> None:
    """A file that is not the committed one is refused, and is not left on the disk."""
    key = checkpoint.file(WEIGHTS)
    assert commit.files[0].size == 1700
    if content is None:
        bucket.delete([key])
    else:
        bucket.put(key, content)
    assert not verify_checkpoint(bucket, checkpoint, commit)
    with pytest.raises(CorruptCheckpointError, match=f"{got}.*another checkpoint"):
        download_checkpoint(bucket, checkpoint, commit, tmp_path / "use", resume=False)
    assert list((tmp_path / "use").iterdir()) == []


def test_weights_outlive_the_state(
    bucket: Bucket, checkpoint: CheckpointKeys, commit: Commit
) -> None:
    """Without state.pt the weights verify, and training cannot go on from them."""
    delete_resume_files(bucket, checkpoint, commit)
    assert verify_checkpoint(bucket, checkpoint, commit)
    assert not verify_checkpoint(bucket, checkpoint, commit, resume=True)
