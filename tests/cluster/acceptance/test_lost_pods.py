"""A trial's pod is lost in mid-training: the answer is that of the undisturbed round."""

from collections.abc import Callable

import pytest
from rounds import faults
from rounds.answers import Answer
from rounds.observed import Observe, ObservedRound
from rounds.site import Site
from rounds.texts import EVERY, disturbed, round_text
from tuneround.trial.verdict import OUT_OF_MEMORY

LOST = 1
SLOW = disturbed(LOST, after=2 * EVERY, seconds=0.5)


def end_well(lost: ObservedRound, expected: Answer) -> None:
    """Wait for the answer, to which the lost trial came in two attempts."""
    assert lost.ended() == expected
    assert lost.lives(LOST) == 2
    assert lost.resumed_from(LOST) >= 2 * EVERY


def test_evicted(site: Site, expected: Answer, observed: Observe) -> None:
    """An evicted trial saves itself, and goes on in another pod."""
    evicted = observed(round_text("evicted", trainer=SLOW)).submit()
    evicted.wait_for_commit(LOST, 2 * EVERY)
    faults.evict(site, evicted.pod(LOST))
    end_well(evicted, expected)
    assert [each.reason for each in evicted.interruptions(LOST)] == ["sigterm"]


@pytest.mark.parametrize(
    ("name", "kill", "reasons"),
    [
        ("killed-program", faults.kill_program, ["signal SIGKILL"]),
        ("killed-container", faults.kill_container, []),
    ],
    ids=["program", "container"],
)
def test_killed(
    site: Site,
    expected: Answer,
    observed: Observe,
    name: str,
    kill: Callable[[Site, str], None],
    reasons: list[str],
) -> None:
    """A program, or all of a container, ended by SIGKILL goes on from its last commit."""
    if site.cluster.external:
        pytest.skip("NOT TESTED on a cluster that is not ours: its processes are elsewhere")
    killed = observed(round_text(name, trainer=SLOW)).submit()
    killed.wait_for_commit(LOST, 2 * EVERY)
    kill(site, killed.pod(LOST))
    end_well(killed, expected)
    assert [each.reason for each in killed.interruptions(LOST)] == reasons


def test_out_of_memory_once(expected: Answer, observed: Observe) -> None:
    """A trial that the kernel kills once for want of memory goes on from its last commit."""
    slow = disturbed(LOST, after=2 * EVERY, seconds=0.5, hoard_at=2 * EVERY + 10)
    greedy = observed(round_text("out-of-memory", trainer=slow)).submit()
    end_well(greedy, expected)
    assert [each.reason for each in greedy.interruptions(LOST)] == [OUT_OF_MEMORY]
