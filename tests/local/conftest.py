"""Rounds whose processes do not outlive their test."""

import pytest
from local_rounds import LocalRound
from started_pods import Pods


@pytest.fixture
def local_round(tmp_path):
    """Return a maker of rounds; what a failed test left running is ended."""
    made = []

    def make(*arguments, folder=tmp_path, **changes):
        made.append(LocalRound.of(folder, *arguments, **changes))
        return made[-1]

    yield make
    for round_ in made:
        round_.end()


@pytest.fixture
def pods(s3_storage, tmp_path):
    """Return a maker of rounds for pods."""
    made = []

    def make(command, **changes):
        made.append(Pods(s3_storage, tmp_path, command, **changes))
        return made[-1]

    yield make
    for round_ in made:
        round_.end()
