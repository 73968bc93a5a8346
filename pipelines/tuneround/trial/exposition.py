"""Exposition: a supervisor's answer to Prometheus while its trial trains.

Nobody may ever ask, so nothing but a listening thread is there before the first question: the
client library is imported then. What is told, the training program writes to a file.
"""

import os
import select
import socket
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from tuneround.errors import InputError
from tuneround.records.assignment import Assignment
from tuneround.records.progress import PORT_VARIABLE

END_SECONDS = 2.0
"""How long the end of a trial waits for an answer that is being sent."""


def port_here(environment: Mapping[str, str] = os.environ) -> int | None:
    """Return the port that TUNEROUND_METRICS_PORT names; None: it names none.

    Raises:
        InputError: it is no port.

    """
    text = environment.get(PORT_VARIABLE)
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or not 0 < int(text) < 65536:
        raise InputError(
            f"{PORT_VARIABLE} is a port from 1 to 65535; got {text!r}. Correct or unset it."
        )
    return int(text)


@contextmanager
def exposed(port: int | None, assignment: Assignment | None) -> Iterator[None]:
    """Serve the metrics of a trial for as long as the block takes, and no longer.

    The thread ends with it, since a supervisor with another thread cannot fork a program.

    Args:
        port: where; None: nowhere. One that is taken harms no trial: it is said, and that is all.
        assignment: the trial's orders; None: this pod has nothing to tell, and says so.

    """
    listener = None if port is None else _listener(port)
    if listener is None:
        yield
        return
    woken, wake = socket.socketpair()
    arguments = (listener, woken, assignment)
    thread = threading.Thread(target=_serve, args=arguments, name="tuneround-metrics", daemon=True)
    thread.start()
    try:
        yield
    finally:
        wake.close()
        thread.join(END_SECONDS)


def _listener(port: int) -> socket.socket | None:
    try:
        if socket.has_dualstack_ipv6():
            with suppress(OSError):  # a kernel may know IPv6 and have no address of it
                return socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True)
        return socket.create_server(("", port))
    except OSError as error:
        print(f"tuneround: no metrics on port {port}: {error}", file=sys.stderr)
        return None


def _serve(listener: socket.socket, woken: socket.socket, assignment: Assignment | None) -> None:
    with listener, woken:
        listener.setblocking(False)
        while True:
            ready, _, _ = select.select([listener, woken], [], [])
            if woken in ready:
                return
            with suppress(OSError):  # who asked has gone, or takes too long
                connection, address = listener.accept()
                with connection:
                    from tuneround.trial.metrics import answer

                    answer(connection, address, assignment)
