"""Rounds whose processes do not outlive their test."""

import pytest
from local_rounds import LocalRound


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
