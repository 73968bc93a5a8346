"""A round in a restricted namespace: pods that plan, train, are lost, and aggregate."""

from rounds import faults
from rounds.answers import Answer
from rounds.observed import Observe
from rounds.site import Site
from rounds.texts import EVERY, disturbed, round_text

LOST = 1


def test_deleted_trial_pod(site: Site, expected: Answer, observed: Observe) -> None:
    """A round whose pod is deleted in mid-training answers as `tuneround run` does, bit for bit."""
    slow = disturbed(LOST, after=2 * EVERY, seconds=0.5)
    deleted = observed(round_text("deleted", trainer=slow)).submit()
    deleted.wait_for_commit(LOST, 2 * EVERY)
    faults.delete(site, deleted.pod(LOST))
    assert deleted.ended() == expected
    assert deleted.lives(LOST) == 2
    assert deleted.resumed_from(LOST) >= 2 * EVERY


def test_from_template(expected: Answer, observed: Observe) -> None:
    """With nothing but `argo` on the laptop, the chart's template compiles, creates and follows."""
    made = observed(round_text("from-template")).submit_by_template()
    assert made.ended() == expected
