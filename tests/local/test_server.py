"""The embedded server starts, ends with its owner, and never shows its credentials."""

import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from tuneround.local import rclone
from tuneround.local import server as module
from tuneround.local.leftover import end_leftover, write_state
from tuneround.local.rclone import ServerError
from tuneround.local.server import EmbeddedServer
from tuneround.store.bucket import StoreError
from tuneround.store.client import open_bucket

pytestmark = pytest.mark.server

OWNER = """
import sys, time
from pathlib import Path
from tuneround.local.server import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
server.start()
print(server.pid, flush=True)
sys.stdin.read()
"""


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait at most 20 seconds for a condition."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def gone(pid: int) -> bool:
    """Return whether a process has ended; a zombie has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_serves_and_restarts_in_place(tmp_path: Path) -> None:
    """A restart keeps port, credentials and objects; stopping ends the process."""
    with EmbeddedServer(tmp_path) as server:
        bucket = open_bucket(server.storage("p"), credentials=server.environment)
        bucket.put("p/a", b"x")
        before = (server.endpoint, server.environment, server.pid)
        server.restart()
        assert (server.endpoint, server.environment) == before[:2]
        assert server.pid != before[2]
        assert bucket.get("p/a") == b"x"
        pid = server.pid
    assert pid is not None
    assert gone(pid)
    assert not server.alive()
    assert not (tmp_path / "server.json").exists()
    assert (tmp_path / "s3" / "tuneround" / "p" / "a").read_bytes() == b"x"


def test_stranger_is_refused(tmp_path: Path) -> None:
    """Another server's credentials are worth nothing here."""
    with EmbeddedServer(tmp_path) as server:
        other = EmbeddedServer(tmp_path).environment
        with pytest.raises(StoreError, match="access key"):
            open_bucket(server.storage(), credentials=other).get("p/a")


def test_credentials_stay_hidden(tmp_path: Path) -> None:
    """They are on no command line and in no file; server.json is its owner's alone."""
    with EmbeddedServer(tmp_path) as server:
        keys = [value for name, value in server.environment.items() if "KEY" in name]
        shown = [Path(f"/proc/{server.pid}/cmdline").read_text(), repr(server)]
        shown += [path.read_text() for path in tmp_path.rglob("*") if path.is_file()]
        state = tmp_path / "server.json"
        assert json.loads(state.read_text())["pid"] == server.pid
        assert stat.S_IMODE(state.stat().st_mode) == 0o600
    assert len(keys) == 2
    assert not [(key, text) for key in keys for text in shown if key in text]


def test_outlives_the_thread_that_started_it(tmp_path: Path) -> None:
    """A server started by a thread that ends goes on serving."""
    server = EmbeddedServer(tmp_path)
    starter = threading.Thread(target=server.start)
    starter.start()
    starter.join()
    try:
        bucket = open_bucket(server.storage(), credentials=server.environment)
        bucket.put("p/a", b"x")
        assert server.alive()
    finally:
        server.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends it with its owner")
def test_ends_with_a_killed_owner(tmp_path: Path) -> None:
    """SIGKILL of the owner leaves no server behind."""
    command = [sys.executable, "-c", OWNER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        assert not gone(pid)
        owner.kill()
    wait_until(lambda: gone(pid))


def test_a_leftover_is_ended(tmp_path: Path) -> None:
    """A server of the same folder that lost its owner is ended by the next owner."""
    first = EmbeddedServer(tmp_path)
    first.start()
    pid = first.pid
    assert pid is not None
    state = json.loads((tmp_path / "server.json").read_text())
    (tmp_path / "server.json").write_text(json.dumps({**state, "owner": 1}))
    with EmbeddedServer(tmp_path) as second:
        wait_until(lambda: gone(pid))
        assert second.alive()
    first.stop()


def test_a_served_folder_is_left_alone(tmp_path: Path) -> None:
    """While its owner lives, nobody else ends the server; the error names the owner."""
    with EmbeddedServer(tmp_path) as first:
        with pytest.raises(ServerError, match=f"served by process {os.getpid()}"):
            EmbeddedServer(tmp_path).start()
        assert first.alive()
        assert (tmp_path / "server.json").exists()


def test_its_state_is_never_seen_half_written(tmp_path: Path) -> None:
    """Whoever reads server.json while it is written anew reads a whole state."""
    state = tmp_path / "server.json"
    write_state(state, 1, port=0)
    writer = threading.Thread(target=lambda: [write_state(state, 1, port=n) for n in range(200)])
    writer.start()
    seen = {json.loads(state.read_text())["port"]}
    while writer.is_alive():
        seen.add(json.loads(state.read_text())["port"])
    writer.join()
    assert seen <= set(range(200))
    assert [path.name for path in tmp_path.iterdir()] == ["server.json"]


def test_a_strangers_process_is_left_alone(tmp_path: Path) -> None:
    """A pid that belongs to something else by now is not ended."""
    state = tmp_path / "server.json"
    with subprocess.Popen(["sleep", "60"]) as stranger:
        write_state(state, stranger.pid, port=1)
        end_leftover(state, ("serve", "s3", str(tmp_path)))
        assert stranger.poll() is None
        stranger.kill()
    for content in ("", "{", '{"pid": null}', "[]", '{"pid": -1, "owner": 1}'):
        state.write_text(content)
        end_leftover(state, ("serve",))


def test_ctrl_c_is_not_for_the_server(tmp_path: Path) -> None:
    """The server is in a session of its own: a terminal's signals pass it by."""
    with EmbeddedServer(tmp_path) as server:
        assert server.pid is not None
        assert os.getsid(server.pid) != os.getsid(0)
        assert os.getpgid(server.pid) != os.getpgid(0)


def test_another_takes_the_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a port is taken between choosing and serving, another one is chosen."""
    with EmbeddedServer(tmp_path / "first") as first:
        taken = int(first.endpoint.rsplit(":", 1)[1])
        free = module._free_port
        ports = iter([taken, taken])
        monkeypatch.setattr(module, "_free_port", lambda: next(ports, None) or free())
        with EmbeddedServer(tmp_path / "second") as second:
            assert second.endpoint != first.endpoint
            bucket = open_bucket(second.storage(), credentials=second.environment)
            assert list(bucket.list("")) == []


def test_a_server_that_dies_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it printed before it died is in the error."""
    with EmbeddedServer(tmp_path / "first") as first:
        taken = int(first.endpoint.rsplit(":", 1)[1])
        monkeypatch.setattr(module, "_free_port", lambda: taken)
        second = EmbeddedServer(tmp_path / "second")
        with pytest.raises(ServerError, match=r"address already in use.*storage\.endpoint"):
            second.start()
        assert not second.alive()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A file in the place of the working directory is an error with the next step."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ServerError, match="--workdir"):
        EmbeddedServer(tmp_path / "file").start()


def test_no_rclone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the wheel the error names the extra that brings it."""

    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(rclone, "distribution", missing)
    with pytest.raises(ServerError, match=r"pip install 'tuneround\[local\]'"):
        EmbeddedServer(tmp_path).start()


def test_a_killed_server_is_seen(tmp_path: Path) -> None:
    """The owner sees that the server died, and start brings it back where it was."""
    with EmbeddedServer(tmp_path) as server:
        endpoint, pid = server.endpoint, server.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not server.alive())
        server.start()
        assert server.alive()
        assert server.endpoint == endpoint
