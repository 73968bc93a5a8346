"""Framework: how kopf is set up: it watches, and writes nothing."""

from collections.abc import Iterator
from itertools import chain, repeat

import kopf
from tuneround.workflow.names import MANAGED_BY

from tuneround_operator.probes import STREAM_SECONDS

TRIALS = "tuneround.dev/component=trial"
PAGE = 50
"""Objects a page of the first lists: Workflows of large rounds take a megabyte each."""


class Backoffs:
    """Pauses between tries of one request: without an end, since giving up ends the operator."""

    def __iter__(self) -> Iterator[float]:
        """Yield seconds."""
        return chain((1.0, 2.0, 4.0), repeat(8.0))


def kopf_settings() -> kopf.OperatorSettings:
    """Return kopf's settings."""
    settings = kopf.OperatorSettings()
    settings.posting.enabled = False
    settings.peering.standalone = True
    settings.scanning.disabled = True  # needs no right to list namespaces and CRDs
    settings.networking.error_backoffs = Backoffs()
    settings.networking.request_timeout = 30.0
    settings.watching.server_timeout = STREAM_SECONDS
    settings.watching.chunk_size = PAGE
    selectors = settings.watching.label_selectors
    selectors["argoproj.io", "v1alpha1", "workflows"] = f"{MANAGED_BY}=tuneround"
    selectors["", "v1", "pods"] = TRIALS
    return settings
