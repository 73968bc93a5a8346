"""versitygw, a second S3 server, with the methods of EmbeddedServer."""

import http.client
import os
import secrets
import socket
import subprocess
import time
from pathlib import Path

from tuneround.spec.storage import Storage

BUCKET = "tuneround"


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
