"""What every room's tests may use: a real S3 server, one for the session."""

import os
import secrets
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from tuneround.local.server import EmbeddedServer
from tuneround.spec.storage import Storage
from tuneround.store.bucket import Bucket
from tuneround.store.client import open_bucket

# Tiny trainings are quickest on one thread, and their numbers do not depend on the machine's cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# How fast a machine is decides no test. In CI a change is judged by the same examples every time;
# at the desk new ones are tried.
settings.register_profile(
    "tuneround",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
settings.load_profile("tuneround")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark `server` whatever uses the embedded server."""
    for item in items:
        if "embedded_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.server)


@pytest.fixture(scope="session")
def embedded_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """Serve S3 for the whole session. Tests that stop a server start one of their own."""
    with EmbeddedServer(tmp_path_factory.mktemp("embedded")) as server:
        yield server


@pytest.fixture
def s3_storage(embedded_server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch) -> Storage:
    """Return a storage with a prefix of this test's own; its credentials are in the environment."""
    for name, value in embedded_server.environment.items():
        monkeypatch.setenv(name, value)
    return embedded_server.storage(f"test-{secrets.token_hex(6)}")


@pytest.fixture
def s3_bucket(s3_storage: Storage) -> Bucket:
    """Return the session's bucket; write under `s3_storage.prefix`."""
    return open_bucket(s3_storage)
