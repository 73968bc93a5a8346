"""The page that Prometheus reads."""

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, start_http_server


@contextmanager
def served(registry: CollectorRegistry, port: int) -> Iterator[int]:
    """Serve the metrics on a thread of their own, at every path; yield the port.

    Args:
        registry: what is served.
        port: to listen on; 0: any that is free.

    Raises:
        OSError: the port is taken.

    """
    server, thread = start_http_server(port, registry=registry)
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
