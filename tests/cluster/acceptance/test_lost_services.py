"""What a round leans on is lost in mid-training: no trial is even interrupted."""

from rounds import faults
from rounds.answers import Answer
from rounds.observed import Observe
from rounds.site import Site
from rounds.texts import EVERY, STEPS, TRIALS, disturbed, round_text

SLOW = disturbed(1, after=2 * EVERY, seconds=0.2)


def test_controller_killed(site: Site, expected: Answer, observed: Observe) -> None:
    """While Argo's controller is dead trials train on; the next controller takes up the round."""
    orphaned = observed(round_text("orphaned", trainer=SLOW)).submit()
    orphaned.wait_for_commit(1, 2 * EVERY)
    site.argo.controller.kill()
    try:
        orphaned.wait_for_outcome(1)
    finally:
        site.argo.controller.start()
    assert orphaned.ended() == expected
    assert [orphaned.lives(index) for index in range(TRIALS)] == [1] * TRIALS


def test_store_restarted(site: Site, expected: Answer, observed: Observe) -> None:
    """Trials wait for the store while its pod is replaced, and lose nothing."""
    waiting = observed(round_text("store-restarted", trainer=SLOW)).submit()
    waiting.wait_for_commit(1, 2 * EVERY)
    faults.restart_store(site)
    assert waiting.survey(1).last_committed < STEPS
    assert waiting.ended() == expected
    assert [waiting.lives(index) for index in range(TRIALS)] == [1] * TRIALS
