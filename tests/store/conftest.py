"""Two real S3 servers, each with a folder of its own, and the buckets on them."""

import hashlib
import http.client
import os
import secrets
import shutil
import signal
import socket
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

ROOT = Path(__file__).parents[2]
MODULE = Path(__file__).parent / "versitygw"
BUCKET = "tuneround"


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


class Versitygw:
    """versitygw's posix backend over a folder, with the same methods as EmbeddedServer."""

    def __init__(self, binary: Path, root: Path) -> None:
        self._binary = binary
        self._root = root
        self._keys = {
            "ROOT_ACCESS_KEY": secrets.token_hex(10),
            "ROOT_SECRET_KEY": secrets.token_hex(20),
        }
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port: int = probe.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {
            "AWS_ACCESS_KEY_ID": self._keys["ROOT_ACCESS_KEY"],
            "AWS_SECRET_ACCESS_KEY": self._keys["ROOT_SECRET_KEY"],
            "AWS_REGION": "us-east-1",
        }

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def storage(self, prefix: str | None = None) -> Storage:
        endpoint = f"http://127.0.0.1:{self._port}"
        return Storage(bucket=BUCKET, prefix=prefix, endpoint=endpoint, region="us-east-1")

    def start(self) -> None:
        (self._root / "s3" / BUCKET).mkdir(parents=True, exist_ok=True)
        address = f"127.0.0.1:{self._port}"
        with (self._root / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self._binary), "--port", address, "--quiet", "posix", str(self._root / "s3")],
                env={"PATH": os.environ["PATH"], "HOME": str(self._root), **self._keys},
                stdout=log,
                stderr=log,
            )
        self._wait()

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def restart(self) -> None:
        self.stop()
        self.start()

    def _wait(self) -> None:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            assert self._process is not None
            assert self._process.poll() is None, (self._root / "server.log").read_text()
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=1)
            try:
                connection.request("GET", "/")
                connection.getresponse().read()
            except OSError:
                time.sleep(0.02)
            else:
                return
            finally:
                connection.close()
        raise AssertionError("versitygw does not answer")


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
