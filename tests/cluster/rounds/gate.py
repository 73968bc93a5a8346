"""Gate: a way to a server that a test can close for a while."""

import socket
from selectors import EVENT_READ, DefaultSelector
from threading import Event, Thread
from typing import Any


class Gate:
    """A port of this machine that leads to a server while the gate is open."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._shut = Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._wake, self._woken = socket.socketpair()
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._thread = Thread(target=self._serve)

    @property
    def port(self) -> int:
        """The port of this machine."""
        number: int = self._listener.getsockname()[1]
        return number

    def __enter__(self) -> "Gate":
        """Open the gate."""
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        """Cut every connection, and give the port back."""
        self._wake.close()
        self._thread.join()
        self._woken.close()
        self._listener.close()

    def close(self) -> None:
        """Cut every connection, and every new one at once."""
        self._shut.set()
        self._wake.send(b"x")

    def open(self) -> None:
        """Let connections through again."""
        self._shut.clear()

    def _serve(self) -> None:
        with DefaultSelector() as selector:
            for source in (self._listener, self._woken):
                selector.register(source, EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fileobj is self._woken:
                        if not self._woken.recv(1):
                            self._cut(selector)
                            return
                        self._cut(selector)
                    elif key.fileobj is self._listener:
                        self._connect(selector)
                    else:
                        self._pass(selector, key.fileobj)

    def _connect(self, selector: DefaultSelector) -> None:
        client, _ = self._listener.accept()
        if self._shut.is_set():
            client.close()
            return
        server = socket.create_connection(self._target)
        for one, other in ((client, server), (server, client)):
            self._pairs[one] = other
            selector.register(one, EVENT_READ)

    def _pass(self, selector: DefaultSelector, source: Any) -> None:
        if source not in self._pairs:
            return  # its other half has ended in the same round
        try:
            content = source.recv(1 << 16)
            if content:
                self._pairs[source].sendall(content)
                return
        except OSError:
            content = b""
        self._end(selector, source)

    def _end(self, selector: DefaultSelector, one: socket.socket) -> None:
        other = self._pairs.pop(one)
        del self._pairs[other]
        for each in (one, other):
            selector.unregister(each)
            each.close()

    def _cut(self, selector: DefaultSelector) -> None:
        while self._pairs:
            self._end(selector, next(iter(self._pairs)))
