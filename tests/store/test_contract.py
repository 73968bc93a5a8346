"""What every bucket does alike: a folder, rclone's S3 server, versitygw's."""

import secrets
import string
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tuneround.store.bucket import Bucket, Listed, NoSuchObjectError
from tuneround.store.directory import DirectoryBucket

MIB = 1 << 20


class BucketContract:
    """The tests; a subclass says what `bucket` is."""

    @pytest.fixture
    def prefix(self) -> str:
        return f"contract-{secrets.token_hex(6)}/"

    def test_returns_what_was_put(self, bucket: Bucket, prefix: str) -> None:
        """An object reads back as it was written, by get and by download."""
        bucket.put(prefix + "a", b"one\0two\n")
        assert bucket.get(prefix + "a") == b"one\0two\n"

    @settings(
        max_examples=20,
        deadline=None,
        # The bucket is no state of an example: each writes the object that it reads.
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.differing_executors,
        ],
    )
    @given(content=st.binary(max_size=20_000))
    def test_keeps_any_content(self, bucket: Bucket, prefix: str, content: bytes) -> None:
        """Whatever the bytes are, they come back."""
        bucket.put(prefix + "content", content)
        assert bucket.get(prefix + "content") == content

    def test_keeps_an_empty_object(self, bucket: Bucket, prefix: str) -> None:
        """An object without content exists and is listed with size 0."""
        bucket.put(prefix + "empty", b"")
        assert bucket.get(prefix + "empty") == b""
        assert list(bucket.list(prefix)) == [Listed(prefix + "empty", 0)]

    def test_replaces_an_object(self, bucket: Bucket, prefix: str) -> None:
        """A second put replaces the first, whole."""
        bucket.put(prefix + "a", b"first, and longer")
        bucket.put(prefix + "a", b"second")
        assert bucket.get(prefix + "a") == b"second"
        assert list(bucket.list(prefix)) == [Listed(prefix + "a", 6)]

    @pytest.mark.parametrize(
        "name",
        [
            pytest.param(string.ascii_letters + string.digits, id="letters-and-digits"),
            pytest.param("!_.*'()-", id="punctuation-of-prefixes"),
            pytest.param("a b+c%20d&e=f;g,h@i$j~k", id="what-urls-escape"),
            pytest.param("ünï-日本", id="unicode"),
            pytest.param("a" * 200, id="long"),
            pytest.param("d/" * 20 + "deep", id="deep"),
        ],
    )
    def test_keeps_names(self, bucket: Bucket, prefix: str, name: str) -> None:
        """A name is listed, read and deleted exactly as it was written."""
        bucket.put(prefix + name, b"x")
        assert [listed.key for listed in bucket.list(prefix)] == [prefix + name]
        assert bucket.get(prefix + name) == b"x"
        bucket.delete([prefix + name])
        assert list(bucket.list(prefix)) == []

    def test_uploads_in_parts(self, bucket: Bucket, prefix: str, tmp_path: Path) -> None:
        """A file of 40 MiB and a bit goes up in parts and comes down the same."""
        content = secrets.token_bytes(MIB) * 40 + b"tail"
        (tmp_path / "up").write_bytes(content)
        bucket.upload(prefix + "large", tmp_path / "up")
        bucket.download(prefix + "large", tmp_path / "down")
        assert (tmp_path / "down").read_bytes() == content
        assert list(bucket.list(prefix)) == [Listed(prefix + "large", len(content))]

    def test_download_replaces_a_file(self, bucket: Bucket, prefix: str, tmp_path: Path) -> None:
        """A download takes the place of an older file and leaves nothing beside it."""
        (tmp_path / "file").write_bytes(b"older, and longer")
        bucket.put(prefix + "a", b"new")
        bucket.download(prefix + "a", tmp_path / "file")
        assert [(p.name, p.read_bytes()) for p in tmp_path.glob("*file*")] == [("file", b"new")]

    def test_says_that_an_object_is_missing(
        self, bucket: Bucket, prefix: str, tmp_path: Path
    ) -> None:
        """What is missing is said by get and download, None to get_many, no matter to delete."""
        for read in (bucket.get, lambda key: bucket.download(key, tmp_path / "file")):
            with pytest.raises(NoSuchObjectError, match="nothing"):
                read(prefix + "nothing")
        assert not (tmp_path / "file").exists()
        assert list(bucket.get_many([prefix + "nothing"])) == [(prefix + "nothing", None)]
        bucket.delete([prefix + "nothing"])

    def test_lists_in_pages(self, bucket: Bucket, prefix: str) -> None:
        """More objects than one page holds are listed once each, in the order of their names."""
        keys = [
            f"{prefix}{number:02d}/{letter}" for number in range(85) for letter in "abcdefghijklm"
        ]
        with ThreadPoolExecutor(8) as executor:
            list(executor.map(lambda key: bucket.put(key, b"x"), keys))
        assert [listed.key for listed in bucket.list(prefix)] == sorted(keys)
        assert [listed.key for listed in bucket.list(prefix + "07/")] == sorted(keys)[91:104]

    def test_reads_many_in_order(self, bucket: Bucket, prefix: str) -> None:
        """get_many yields contents in the order that was asked for, more than its look-ahead."""
        keys = [f"{prefix}{number}" for number in range(60)]
        for key in keys:
            bucket.put(key, key.encode())
        wanted = keys[::-1]
        assert list(bucket.get_many(wanted)) == [(key, key.encode()) for key in wanted]

    def test_get_many_may_be_left(self, bucket: Bucket, prefix: str) -> None:
        """A reader that stops early gets no error and no thread waits for it."""
        bucket.put(prefix + "a", b"x")
        reader = bucket.get_many([prefix + "a"] * 200)
        assert next(reader) == (prefix + "a", b"x")
        reader.close()  # type: ignore[attr-defined]

    def test_names_folders(self, bucket: Bucket, prefix: str) -> None:
        """Folders are the first parts of names below a prefix; objects beside them are not."""
        for name in ("b/1", "b/2", "a/c/1", "object"):
            bucket.put(prefix + name, b"x")
        assert list(bucket.folders(prefix)) == ["a", "b"]
        assert list(bucket.folders(prefix + "a/")) == ["c"]
        assert list(bucket.folders(prefix + "nothing/")) == []

    def test_a_folder_ends_with_its_objects(self, bucket: Bucket, prefix: str) -> None:
        """A folder whose last object is deleted is not named any more."""
        bucket.put(prefix + "a/b/1", b"x")
        bucket.delete([prefix + "a/b/1"])
        assert list(bucket.folders(prefix)) == []

    def test_deletes_in_order(self, bucket: Bucket, prefix: str) -> None:
        """An object is deleted before the next name is even asked for."""
        keys = [prefix + name for name in ("b", "a", "c")]
        for key in keys:
            bucket.put(key, b"x")
        seen = []

        def names() -> object:
            for key in keys:
                seen.append([listed.key[-1] for listed in bucket.list(prefix)])
                yield key

        bucket.delete(names())  # type: ignore[arg-type]
        assert seen == [["a", "b", "c"], ["a", "c"], ["c"]]


class TestDirectoryBucket(BucketContract):
    """A folder."""

    @pytest.fixture
    def bucket(self, tmp_path: Path) -> Bucket:
        return DirectoryBucket(tmp_path / "bucket")


class TestRclone(BucketContract):
    """The embedded server."""

    @pytest.fixture
    def bucket(self, rclone_bucket: Bucket) -> Bucket:
        return rclone_bucket


@pytest.mark.server
class TestVersitygw(BucketContract):
    """versitygw over a folder."""

    @pytest.fixture
    def bucket(self, versitygw_bucket: Bucket) -> Bucket:
        return versitygw_bucket
