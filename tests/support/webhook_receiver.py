"""Receiver: a real HTTP server that takes notifications, and answers as a test says."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

PATH = "/rounds?token=hidden"


@dataclass(frozen=True)
class Received:
    """One request; names of headers in small letters."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What a server was sent, and the codes that it still has to answer; then always 204.

    Attributes:
        url: of the server.
        answers: codes, next first.
        answering: cleared, the server hears and says nothing.
        received: the requests, oldest first.

    """

    url: str
    answers: list[int]
    answering: Event
    received: list[Received] = field(default_factory=list)


@contextmanager
def receiver(answers: Sequence[int] = (), host: str = "127.0.0.1") -> Iterator[Receiver]:
    """Serve on a free port of this machine."""
    server = ThreadingHTTPServer((host, 0), _Handler)
    url = f"http://{host}:{server.server_port}{PATH}"
    taking = server.receiver = Receiver(url, list(answers), Event())  # type: ignore[attr-defined]
    taking.answering.set()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield taking
    finally:
        taking.answering.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Keeps a request, and answers it."""

    def do_POST(self) -> None:
        """Take a notification."""
        receiver: Receiver = self.server.receiver  # type: ignore[attr-defined]
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        receiver.received.append(Received(self.command, self.path, headers, body))
        receiver.answering.wait()
        self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
        self.send_header("Location", receiver.url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        """Take what follows a redirect."""
        self.do_POST()

    def log_message(self, format: str, *arguments: object) -> None:
        """Print nothing."""
