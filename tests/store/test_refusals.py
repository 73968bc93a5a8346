"""What a server or a machine refuses, and how the store says so."""

import datetime
import os
import subprocess
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore import auth
from tuneround.spec.storage import Storage
from tuneround.store.bucket import Bucket, StoreError
from tuneround.store.client import open_bucket
from tuneround.store.directory import DirectoryBucket

MIB = 1 << 20


def _wrong(server: Any, **changes: str) -> Bucket:
    credentials = {**server.environment, **changes}
    return open_bucket(server.storage(), patience_seconds=0, credentials=credentials)


def test_credentials_that_the_server_refuses(server: Any) -> None:
    """Wrong keys are said to be wrong, at once, and which of the two."""
    began = time.monotonic()
    with pytest.raises(StoreError, match=r"secret key belongs to .* SignatureDoesNotMatch.* Set "):
        _wrong(server, AWS_SECRET_ACCESS_KEY="wrong").get("p/a")
    with pytest.raises(StoreError, match=r"knows the access key.* \(HTTP 40[34].* Set "):
        list(_wrong(server, AWS_ACCESS_KEY_ID="wrong").list("p/"))
    assert time.monotonic() - began < 10


def test_no_credentials(server: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without credentials the error names the variables to set."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    with pytest.raises(StoreError, match=r"There are credentials.* Set AWS_ACCESS_KEY_ID"):
        open_bucket(server.storage()).get("p/a")


def test_no_such_bucket(server: Any) -> None:
    """Every operation says that the bucket is missing, and which."""
    storage = server.storage().model_copy(update={"bucket": "nowhere"})
    bucket = open_bucket(storage, credentials=server.environment)
    for operation in (
        lambda: bucket.put("a", b""),
        lambda: bucket.get("a"),
        lambda: list(bucket.get_many(["a"])),
        lambda: list(bucket.list("")),
    ):
        with pytest.raises(StoreError, match=r"The bucket exists\. Got NoSuchBucket.*`nowhere`"):
            operation()


@pytest.mark.parametrize(
    ("endpoint", "rule"),
    [
        pytest.param("http://127.0.0.1:1", "The endpoint answers", id="refused"),
        pytest.param("http://store.invalid", "host has an address", id="no-such-host"),
    ],
)
def test_endpoint_down(endpoint: str, rule: str) -> None:
    """An endpoint that is not there is said so after the patience asked for, with its URL."""
    storage = Storage(endpoint=endpoint, region="us-east-1")
    keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    began = time.monotonic()
    with pytest.raises(StoreError, match=f"{rule}.*{endpoint}.*storage.endpoint"):
        open_bucket(storage, patience_seconds=0, credentials=keys).get("a")
    assert time.monotonic() - began < 15


@pytest.mark.parametrize(
    "endpoint", ["http://my_host:70", "http://a b", "http://store/path?query"], ids=repr
)
def test_an_endpoint_that_boto3_refuses(endpoint: str) -> None:
    """A URL that cannot be asked is said to be wrong, at once."""
    keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    with pytest.raises(StoreError, match=r"Correct it, or `storage\.endpoint`"):
        open_bucket(Storage(endpoint=endpoint), credentials=keys).get("a")


def test_a_profile_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong AWS_PROFILE is named when the bucket is opened."""
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    with pytest.raises(StoreError, match=r"configuration can be used.*nobody"):
        open_bucket(Storage())


def test_clock_skew(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that is an hour wrong is said to be wrong."""
    hour = datetime.timedelta(hours=1)
    real = auth.get_current_datetime
    monkeypatch.setattr(auth, "get_current_datetime", lambda *a, **k: real(*a, **k) - hour)
    bucket = open_bucket(server.storage(), credentials=server.environment)
    with pytest.raises(StoreError, match=r"clock.*request time and the .* time .*NTP"):
        bucket.get("p/a")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Yield a file system of 8 MiB; needs root."""
    if os.geteuid() != 0:
        pytest.skip("a full disk is not tested: mounting a small one needs root")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tuneround", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, text=True, check=False)
    if mounted.returncode != 0:
        pytest.skip(f"a full disk is not tested: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_full_disk(small_disk: Path, make_server: Any, tmp_path: Path) -> None:
    """A full disk is said to be full; what was written before stays readable."""
    server = make_server(small_disk)
    bucket = open_bucket(server.storage(), patience_seconds=1, credentials=server.environment)
    bucket.put("p/small", b"x")
    (tmp_path / "up").write_bytes(bytes(40 * MIB))
    with pytest.raises(StoreError, match=r"has space left|the space left on its disk"):
        bucket.put("p/large", bytes(12 * MIB))
    with pytest.raises(StoreError, match=r"has space left|the space left on its disk"):
        bucket.upload("p/larger", tmp_path / "up")
    assert bucket.get("p/small") == b"x"
    assert [listed.key for listed in bucket.list("p/")] == ["p/small"]


def test_full_disk_under_a_folder(small_disk: Path) -> None:
    """A folder on a full disk says so, and leaves nothing half written."""
    bucket = DirectoryBucket(small_disk / "bucket")
    bucket.put("p/small", b"x")
    with pytest.raises(StoreError, match=r"No space left.*`p/large`"):
        bucket.put("p/large", bytes(12 * MIB))
    assert [p.name for p in (small_disk / "bucket" / "p").iterdir()] == ["small"]


def test_no_credential_leaks(server: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Neither errors with their causes, nor reprs, logs and files hold a key."""
    wrong_key, wrong_secret = "AKIAWRONGACCESSKEY00", "wrong-secret-of-the-user"
    texts = [repr(server)]
    for bucket in (
        open_bucket(server.storage(), credentials=server.environment),
        _wrong(server, AWS_SECRET_ACCESS_KEY=wrong_secret),
        _wrong(server, AWS_ACCESS_KEY_ID=wrong_key, AWS_SECRET_ACCESS_KEY=wrong_secret),
    ):
        texts.append(repr(bucket))
        try:
            bucket.put("p/a", b"x")
            bucket.get("p/nothing")
        except StoreError as error:
            texts += traceback.format_exception(error)
    texts += [record.getMessage() for record in caplog.records if record.levelname != "DEBUG"]
    texts += [p.read_bytes().decode(errors="replace") for p in tmp_path.rglob("*") if p.is_file()]
    texts += [Path(f"/proc/{server.pid}/cmdline").read_text()]
    keys = {wrong_key, wrong_secret, *(v for k, v in server.environment.items() if "KEY" in k)}
    assert len(keys) == 4
    assert not [(key, text) for key in keys for text in texts if key in text]
