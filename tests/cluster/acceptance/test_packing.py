"""Several trials a pod."""

from rounds import faults
from rounds.answers import Answer
from rounds.observed import Observe
from rounds.site import Site
from rounds.texts import EVERY, TRIALS, disturbed, round_text


def test_deleted_pod_of_two_trials(site: Site, expected: Answer, observed: Observe) -> None:
    """The next pod goes on in the middle of the second trial, and leaves the first one alone."""
    trainer = {**disturbed(1, after=2 * EVERY, seconds=0.5), "trialsPerPod": 2}
    packed = observed(round_text("packed", trainer=trainer)).submit()
    packed.wait_for_commit(1, 2 * EVERY)
    faults.delete(site, packed.pod(0))  # the pod of block 0
    assert packed.ended() == expected
    assert [packed.lives(index) for index in range(TRIALS)] == [1, 2, 1, 1]
    assert packed.resumed_from(1) >= 2 * EVERY
