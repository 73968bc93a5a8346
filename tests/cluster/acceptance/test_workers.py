"""Trials that two pods train together."""

from collections.abc import Callable

import pytest
import yaml
from harness.images import ours
from harness.places import REPOSITORY
from rounds import faults
from rounds.answers import Answer, result_of
from rounds.observed import Observe
from rounds.site import Site
from rounds.texts import EVERY, disturbed, round_text
from tuneround.records.attempt import Attempt

EXAMPLE = REPOSITORY / "pipelines" / "rounds" / "two-workers.yaml"


def test_example(observed: Observe) -> None:
    """The example with two workers completes, and of each pair one pod writes."""
    round_ = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    spec = round_["spec"]
    spec["trainer"]["image"] = ours.name("trainer")
    spec["trainer"]["resources"]["cpu"] = "250m"
    spec["budget"]["trials"] = 2
    spec["workflow"] = {"controlImage": ours.name("control")}
    pairs = observed(yaml.safe_dump(round_)).submit()
    pairs.wait_for_end()
    assert result_of(pairs.store).counts["completed"] == 2
    for index in range(2):
        survey = pairs.survey(index)
        [attempt] = survey.names
        start = survey.read(survey.keys.attempt(attempt).start, Attempt)
        assert start is not None
        assert start.host.endswith("-0")


@pytest.mark.parametrize(
    ("name", "lose"),
    [("worker-deleted", faults.delete), ("worker-killed", faults.kill_container)],
    ids=["deleted", "killed"],
)
def test_lost_worker(
    site: Site,
    expected: Answer,
    observed: Observe,
    name: str,
    lose: Callable[[Site, str], None],
) -> None:
    """The loss of one worker ends its peer, and a new pair goes on from the last commit."""
    if site.cluster.external and lose is not faults.delete:
        pytest.skip("NOT TESTED on a cluster that is not ours: its processes are elsewhere")
    trainer = {**disturbed(1, after=2 * EVERY, seconds=0.5), "workers": 2}
    pairs = observed(round_text(name, trainer=trainer, budget={"parallelism": 1})).submit()
    pairs.wait_for_commit(1, 2 * EVERY)
    lose(site, pairs.worker(1))
    assert pairs.ended() == expected
    assert pairs.lives(1) == 2
    assert pairs.resumed_from(1) >= 2 * EVERY
