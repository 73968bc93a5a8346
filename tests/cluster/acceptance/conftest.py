"""The site of the acceptance tests, and the answers of undisturbed rounds."""

import secrets
from collections.abc import Iterator

import pytest
from harness.argo import Argo
from harness.cluster import Cluster
from rounds.answers import Answer
from rounds.site import Site, made_site
from rounds.texts import round_text
from rounds.undisturbed import undisturbed


@pytest.fixture(scope="session")
def site(cluster: Cluster, argo: Argo) -> Iterator[Site]:
    """Return a restricted namespace with the chart, deleted after the tests."""
    with made_site(cluster, argo, f"accept-{secrets.token_hex(3)}") as site:
        yield site


@pytest.fixture(scope="session")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    """Return the answer of the small round, undisturbed, on this machine."""
    return undisturbed(round_text("undisturbed"), tmp_path_factory.mktemp("undisturbed"))
