"""Gateway: a way to the API server that a test closes and opens again."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Gateway:
    """Hands on every connection to an address, unless it is closed."""

    def __init__(self, host: str, port: int) -> None:
        """Listen on a free port of this machine.

        Args:
            host: where connections lead.
            port: likewise.

        """
        self._target = (host, port)
        self._server = socket.create_server(("127.0.0.1", 0))
        self._open = True
        self._held: set[socket.socket] = set()
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self._server.getsockname()[1]
        return port

    def close(self) -> None:
        """Cut every connection, and answer no new one."""
        with self._lock:
            self._open = False
            for held in self._held:
                with suppress(OSError):  # one side may have ended it
                    held.shutdown(socket.SHUT_RDWR)

    def open(self) -> None:
        """Hand on connections again."""
        with self._lock:
            self._open = True

    def end(self) -> None:
        """Listen no more."""
        self.close()
        self._server.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._server.accept()
            except OSError:
                return  # it was ended
            with self._lock:
                if not self._open:
                    near.close()
                    continue
                far = socket.create_connection(self._target)
                self._held |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._hand_on, args=(one, other), daemon=True).start()

    def _hand_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while content := one.recv(65536):
                other.sendall(content)
        with suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)
        with self._lock:
            self._held.discard(one)
        one.close()


@contextmanager
def gateway(host: str, port: int) -> Iterator[Gateway]:
    """Yield a gateway to an address."""
    it = Gateway(host, port)
    try:
        yield it
    finally:
        it.end()
