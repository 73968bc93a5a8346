"""Forwarding: a port of this machine that leads to the pods behind a Service of the cluster."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from selectors import EVENT_READ, DefaultSelector
from threading import Thread
from typing import Any

from tuneround.cluster.failures import ClusterError
from tuneround.cluster.service import PodService
from tuneround.cluster.tunnel import Tunnel

CHUNK_BYTES = 1 << 16
GOODBYE_SECONDS = 5.0


@contextmanager
def forwarded(service: PodService) -> Iterator[int]:
    """Yield a port of the loopback interface; each connection to it leads to a ready pod.

    A pod that goes takes its connections along: whoever tries again reaches the next one.

    Raises:
        ClusterError: no pod is ready.

    """
    service.ready_pod()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        # Closing one end can be read at the other, by every thread at once.
        stop, stopped = socket.socketpair()
        accepting = Thread(target=_accept, args=(service, listener, stopped), daemon=True)
        accepting.start()
        try:
            yield listener.getsockname()[1]
        finally:
            stop.close()
            accepting.join(GOODBYE_SECONDS)
            stopped.close()


def _accept(service: PodService, listener: socket.socket, stopped: socket.socket) -> None:
    carrying: list[Thread] = []
    while stopped not in _readable(listener, stopped):
        client, _ = listener.accept()
        carrier = Thread(target=_serve, args=(service, client, stopped), daemon=True)
        carrier.start()
        carrying = [*(thread for thread in carrying if thread.is_alive()), carrier]
    for thread in carrying:
        thread.join(GOODBYE_SECONDS)


def _serve(service: PodService, client: socket.socket, stopped: socket.socket) -> None:
    with client:
        try:
            with closing(service.connect()) as tunnel:
                _carry(client, tunnel, stopped)
        except (ClusterError, OSError):
            # The client sees its connection close, says so, and tries again.
            return


def _carry(client: socket.socket, tunnel: Tunnel, stopped: socket.socket) -> None:
    while True:
        ready = [tunnel] if tunnel.pending() else _readable(client, tunnel, stopped)
        if stopped in ready:
            return
        if client in ready:
            content = client.recv(CHUNK_BYTES)
            if not content:
                return
            tunnel.send(content)
        if tunnel in ready:
            answer = tunnel.receive()
            if answer is None:
                return
            client.sendall(answer)


def _readable(*sources: Any) -> list[Any]:
    with DefaultSelector() as selector:
        for source in sources:
            selector.register(source, EVENT_READ)
        return [key.fileobj for key, _ in selector.select()]
