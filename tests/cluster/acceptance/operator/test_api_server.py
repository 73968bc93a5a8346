"""The API server goes away and comes back."""

from harness import processes, tools
from harness.controlplane import start
from rounds.answers import Answer
from rounds.applied import Apply
from rounds.installed import InstalledOperator
from rounds.texts import EVERY, TRIALS, disturbed, round_text

SLOW = disturbed("all", after=0, seconds=0.1)


def test_api_server_restarted(
    expected: Answer, operator: InstalledOperator, applied: Apply
) -> None:
    """The operator outlives the API server, and takes up the round where it is."""
    cut_off = applied(round_text("cut-off", trainer=SLOW))
    cut_off.wait_for_commit(1, 2 * EVERY)
    before = operator.pod
    processes.stop("apiserver")
    try:
        cut_off.wait_for_commit(1, 4 * EVERY)
    finally:
        start(tools.build(), operator.site.cluster.kubectl)
    cut_off.succeed()
    assert cut_off.answer == expected
    assert [cut_off.lives(index) for index in range(TRIALS)] == [1] * TRIALS
    assert cut_off.workflows == ["cut-off"]
    assert (operator.pod, operator.restarts) == (before, 0)
