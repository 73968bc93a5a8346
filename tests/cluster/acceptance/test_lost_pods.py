"""A trial's pod is lost in mid-training: the answer is that of the undisturbed round."""

from collections.abc import Callable

import pytest
from rounds import faults
from rounds.answers import Answer
from rounds.observed import ObservedRound
from rounds.site import Site
from rounds.texts import EVERY, lingering, round_text

LOST = 1
SLOW = lingering(LOST, after=2 * EVERY, seconds=0.5)
ON_THIS_MACHINE = {"killed-program", "killed-container"}


@pytest.mark.parametrize(
    ("name", "fault", "reason"),
    [
        ("deleted", faults.delete, "sigterm"),
        ("evicted", faults.evict, "sigterm"),
        ("killed-program", faults.kill_program, "signal SIGKILL"),
        ("killed-container", faults.kill_container, None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_lost_pod(
    site: Site,
    expected: Answer,
    name: str,
    fault: Callable[[Site, str], None],
    reason: str | None,
) -> None:
    """The trial goes on from its last commit in another pod, and nothing of the answer changes."""
    if site.cluster.external and name in ON_THIS_MACHINE:
        pytest.skip("NOT TESTED on a cluster that is not ours: its processes are elsewhere")
    observed = ObservedRound(site, round_text(name, trainer=SLOW)).submit()
    observed.wait_for_commit(LOST, 2 * EVERY)
    fault(site, observed.pod(LOST))
    assert observed.ended() == expected
    assert observed.lives(LOST) == 2
    assert observed.resumed_from(LOST) >= 2 * EVERY
    said = [interruption.reason for interruption in observed.interruptions(LOST)]
    assert said == ([] if reason is None else [reason])
