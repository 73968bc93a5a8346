"""Tunnel: a connection to one port of a pod, carried by the API server's websocket."""

import ssl
from typing import Any

from websocket import ABNF, WebSocketException

DATA, ERROR = 0, 1
SILENCE_SECONDS = 60.0
"""How long half a message may take to become a whole one."""


class Tunnel:
    """Bytes in both directions; one thread uses it.

    Each message begins with the number of a channel; the first one on each channel repeats the
    port (Kubernetes' protocol v4.channel.k8s.io). Methods raise OSError when the connection breaks.
    """

    def __init__(self, websocket: Any) -> None:
        websocket.settimeout(SILENCE_SECONDS)
        self._websocket = websocket
        self._begun: set[int] = set()

    def fileno(self) -> int:
        """Return the descriptor that can be read when bytes have arrived."""
        descriptor: int = self._websocket.sock.fileno()
        return descriptor

    def pending(self) -> bool:
        """Return whether bytes have arrived that the descriptor does not show any more."""
        connection = self._websocket.sock
        return isinstance(connection, ssl.SSLSocket) and connection.pending() > 0

    def receive(self) -> bytes | None:
        """Return what the pod has sent, possibly nothing; None: it has closed, or cannot answer."""
        try:
            kind, frame = self._websocket.recv_data_frame(control_frame=True)
        except WebSocketException as error:
            raise ConnectionError(str(error)) from error
        if kind == ABNF.OPCODE_CLOSE:
            return None
        if kind != ABNF.OPCODE_BINARY or not frame.data:
            return b""
        channel, content = frame.data[0], bytes(frame.data[1:])
        if channel not in self._begun:
            self._begun.add(channel)
            return b""
        return content if channel == DATA else None

    def send(self, content: bytes) -> None:
        """Send bytes to the pod."""
        try:
            self._websocket.send_binary(bytes([DATA]) + content)
        except WebSocketException as error:
            raise ConnectionError(str(error)) from error

    def close(self) -> None:
        """Close the connection."""
        self._websocket.shutdown()
