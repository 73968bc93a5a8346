"""Rounds that are applied, and an operator that looks after them."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
from rounds.applied import AppliedRound, Apply
from rounds.local_operator import LocalOperator, local_operator
from rounds.site import Site


@pytest.fixture(scope="session")
def stopped_operator(
    site: Site, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LocalOperator]:
    """Return the operator of the site, which does not run unless a test has started it."""
    with local_operator(site, tmp_path_factory.mktemp("operator")) as operator:
        yield operator


@pytest.fixture
def operator(stopped_operator: LocalOperator) -> LocalOperator:
    """Return the operator of the site, which runs."""
    if not stopped_operator.is_running:
        stopped_operator.start()
    return stopped_operator


@pytest.fixture
def applied(site: Site, tmp_path: Path) -> Apply:
    """Return what applies a round."""

    def apply(text: str) -> AppliedRound:
        return AppliedRound.of(site, Path(mkdtemp(dir=tmp_path)), text).apply()

    return apply
