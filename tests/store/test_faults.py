"""Servers killed at the worst moments, and how every operation survives it."""

import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tuneround.store.bucket import Bucket, StoreError
from tuneround.store.client import open_bucket

MIB = 1 << 20


class Sends:
    """Does something when a request of some kind is sent for the n-th time."""

    def __init__(self, bucket: Any, event: str) -> None:
        self._lock = threading.Lock()
        self._actions: dict[int, Callable[[], object]] = {}
        self.count = 0
        bucket._client.meta.events.register(event, self)

    def at(self, number: int, action: Callable[[], object]) -> None:
        self._actions[number] = action

    def __call__(self, **_: object) -> None:
        with self._lock:
            self.count += 1
            if self.count in self._actions:
                self._actions[self.count]()


def test_upload_survives_a_killed_server(
    server: Any, bucket: Bucket, kill: Any, tmp_path: Path
) -> None:
    """A server killed in the middle of an upload and started later ends with the whole object."""
    content = secrets.token_bytes(MIB) * 40
    (tmp_path / "up").write_bytes(content)
    sends = Sends(bucket, "before-send.s3.UploadPart")
    sends.at(2, lambda: kill(server))
    failures = Sends(bucket, "before-send.s3.CreateMultipartUpload")
    failures.at(3, server.restart)  # the first is served, the second refused
    bucket.upload("p/large", tmp_path / "up")
    assert failures.count >= 3
    assert bucket.get("p/large") == content


@pytest.mark.parametrize("operation", ["get", "download"])
def test_read_survives_a_server_killed_in_the_body(
    server: Any, bucket: Bucket, kill: Any, tmp_path: Path, operation: str
) -> None:
    """A server killed while an object is on its way is asked again for all of it."""
    content = secrets.token_bytes(MIB) * 40
    bucket.put("p/large", content)
    Sends(bucket, "after-call.s3.GetObject").at(1, lambda: kill(server))
    sends = Sends(bucket, "before-send.s3.GetObject")
    sends.at(3, server.restart)
    if operation == "get":
        assert bucket.get("p/large") == content
    else:
        bucket.download("p/large", tmp_path / "down")
        assert (tmp_path / "down").read_bytes() == content
    assert sends.count >= 3


def test_other_operations_survive_a_killed_server(server: Any, bucket: Bucket, kill: Any) -> None:
    """Writing, listing, naming folders and deleting wait for a server that comes back."""
    bucket.put("p/a/1", b"x")
    operations: list[tuple[str, Callable[[], object]]] = [
        ("PutObject", lambda: bucket.put("p/b/1", b"y")),
        ("ListObjectsV2", lambda: [listed.key for listed in bucket.list("p/")]),
        ("ListObjectsV2", lambda: bucket.folders("p/")),
        ("GetObject", lambda: list(bucket.get_many(["p/a/1", "p/b/1"]))),
        ("DeleteObject", lambda: bucket.delete(["p/a/1"])),
    ]
    results = []
    for name, operation in operations:
        kill(server)
        Sends(bucket, f"before-send.s3.{name}").at(2, server.restart)
        results.append(operation())
    assert results == [
        None,
        ["p/a/1", "p/b/1"],
        ["a", "b"],
        [("p/a/1", b"x"), ("p/b/1", b"y")],
        None,
    ]
    assert [listed.key for listed in bucket.list("p/")] == ["p/b/1"]


def test_kill_loses_no_acknowledged_object(server: Any, bucket: Bucket, kill: Any) -> None:
    """What was answered before SIGKILL is listed at once by the next server, and is whole."""
    keys = [f"p/{number:03d}" for number in range(100)]
    for key in keys:
        bucket.put(key, key.encode() * 100)
    kill(server)
    server.restart()
    assert [listed.key for listed in bucket.list("p/")] == keys
    assert list(bucket.get_many(keys)) == [(key, key.encode() * 100) for key in keys]


def test_killed_upload_leaves_no_object(
    server: Any, bucket: Any, kill: Any, tmp_path: Path
) -> None:
    """The parts of an upload that never ended are no object, also to the next server."""
    (tmp_path / "up").write_bytes(secrets.token_bytes(MIB) * 40)
    impatient = open_bucket(server.storage(), patience_seconds=0, credentials=server.environment)
    bucket.put("p/before", b"x")
    Sends(impatient, "before-send.s3.UploadPart").at(3, lambda: kill(server))
    with pytest.raises(StoreError, match=r"The endpoint answers|arrives whole"):
        impatient.upload("p/large", tmp_path / "up")
    server.restart()
    assert [listed.key for listed in bucket.list("p/")] == ["p/before"]
