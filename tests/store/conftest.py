"""Two real S3 servers, each with a folder of its own, and the buckets on them."""

import hashlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest
from tuneround.local.server import EmbeddedServer
from tuneround.spec.storage import Storage
from tuneround.store.bucket import Bucket
from tuneround.store.client import open_bucket
from versitygw import Versitygw

ROOT = Path(__file__).parents[2]
MODULE = Path(__file__).parent / "versitygw"


class Server(Protocol):
    """What both servers can do."""

    @property
    def environment(self) -> dict[str, str]: ...
    @property
    def pid(self) -> int | None: ...
    def storage(self, prefix: str | None = None) -> Storage: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def alive(self) -> bool: ...
    def restart(self) -> None: ...


@pytest.fixture(scope="session")
def versitygw_binary() -> Path:
    """Build versitygw once for its go.mod; skip where Go is missing."""
    go = shutil.which("go")
    locked = (MODULE / "go.mod").read_bytes() + (MODULE / "go.sum").read_bytes()
    binary = ROOT / ".tools" / f"versitygw-{hashlib.sha256(locked).hexdigest()[:12]}"
    if not binary.exists():
        if go is None:
            pytest.skip("versitygw is not tested: Go is missing, with which it is built")
        binary.parent.mkdir(exist_ok=True)
        building = binary.with_suffix(f".{os.getpid()}")
        command = ["go", "build", "-trimpath", "-o", str(building)]
        subprocess.run(
            [*command, "github.com/versity/versitygw/cmd/versitygw"], cwd=MODULE, check=True
        )
        building.replace(binary)
    return binary


MakeServer = Callable[[Path], Server]


@pytest.fixture(
    params=[pytest.param(kind, marks=pytest.mark.server) for kind in ("rclone", "versitygw")]
)
def make_server(request: pytest.FixtureRequest) -> Iterator[MakeServer]:
    """Return a function that starts a server of either kind over a folder."""
    started: list[Server] = []

    def make(root: Path) -> Server:
        if request.param == "rclone":
            server: Server = EmbeddedServer(root)
        else:
            server = Versitygw(request.getfixturevalue("versitygw_binary"), root)
        started.append(server)
        server.start()
        return server

    yield make
    for server in started:
        server.stop()


@pytest.fixture
def server(make_server: MakeServer, tmp_path: Path) -> Server:
    """Return a server of this test's own, which it may kill."""
    return make_server(tmp_path)


@pytest.fixture
def bucket(server: Server) -> Bucket:
    """Return the bucket of `server`, opened with little patience."""
    return open_bucket(server.storage(), patience_seconds=20, credentials=server.environment)


@pytest.fixture(scope="session")
def rclone_bucket(embedded_server: EmbeddedServer) -> Bucket:
    """Open the bucket of the session's embedded server, once."""
    return open_bucket(embedded_server.storage(), credentials=embedded_server.environment)


@pytest.fixture(scope="session")
def versitygw_bucket(
    versitygw_binary: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bucket]:
    """Serve S3 by versitygw for the whole session."""
    server = Versitygw(versitygw_binary, tmp_path_factory.mktemp("versitygw"))
    server.start()
    yield open_bucket(server.storage(), credentials=server.environment)
    server.stop()


@pytest.fixture
def kill() -> Callable[[Server], None]:
    """Return a function that ends a server with SIGKILL and waits until it is gone."""

    def kill(server: Server) -> None:
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        while server.alive():
            time.sleep(0.005)

    return kill
