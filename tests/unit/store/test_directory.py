"""A folder as a bucket: nothing leaves it, and nothing in it is ever half written."""

from pathlib import Path

import pytest
from tuneround.store.bucket import StoreError
from tuneround.store.directory import DirectoryBucket


@pytest.mark.parametrize(
    "key", ["../a", "a/../../b", "/etc/passwd", "a//b", "", "a/", "a/.", "a\0b"], ids=repr
)
def test_no_key_leaves_the_folder(tmp_path: Path, key: str) -> None:
    """A name that is no plain path is refused by every operation, and touches nothing."""
    bucket = DirectoryBucket(tmp_path / "bucket")
    for operation in (
        lambda: bucket.put(key, b"x"),
        lambda: bucket.get(key),
        lambda: bucket.delete([key]),
        lambda: bucket.download(key, tmp_path / "down"),
    ):
        with pytest.raises(StoreError, match="parts of an object's name"):
            operation()
    assert list(tmp_path.rglob("*")) == []


def test_a_failed_upload_leaves_the_old_object(tmp_path: Path) -> None:
    """What cannot be read is not written, not even in part."""
    bucket = DirectoryBucket(tmp_path / "bucket")
    bucket.put("a", b"old")
    with pytest.raises(StoreError, match="missing"):
        bucket.upload("a", tmp_path / "missing")
    assert bucket.get("a") == b"old"
    assert [p.name for p in (tmp_path / "bucket").iterdir()] == ["a"]


def test_an_unfinished_file_is_no_object(tmp_path: Path) -> None:
    """What a killed writer left behind is not listed."""
    bucket = DirectoryBucket(tmp_path)
    bucket.put("p/a", b"x")
    (tmp_path / "p" / ".tuneround-temporary-0123").write_bytes(b"half")
    assert [listed.key for listed in bucket.list("p/")] == ["p/a"]


def test_a_name_below_an_object(tmp_path: Path) -> None:
    """A folder cannot hold `a` and `a/b`; the error says where."""
    bucket = DirectoryBucket(tmp_path)
    bucket.put("a", b"x")
    with pytest.raises(StoreError, match="`a/b`"):
        bucket.put("a/b", b"x")
