"""Rounds that are stopped, and go on: the answer is that of the undisturbed round."""

from collections.abc import Iterator
from secrets import token_hex

import pytest
from rounds.answers import Answer, result_of
from rounds.observed import Observe, ObservedRound
from rounds.site import Site
from rounds.texts import EVERY, TRIALS, disturbed, round_text

SLOW = disturbed(1, after=2 * EVERY, seconds=0.5)


def stopped(observed: Observe, name: str) -> ObservedRound:
    """Submit a round, one trial after the other, and stop it by `argo` while the second trains."""
    halted = observed(round_text(name, trainer=SLOW, budget={"parallelism": 1})).submit()
    halted.wait_for_commit(1, 2 * EVERY)
    halted.site.tell_argo("stop", halted.name)
    halted.wait_for_end("Failed")
    return halted


def test_stop_and_resume(expected: Answer, observed: Observe) -> None:
    """A stopped round has a report that lists what is missing, and `resume` does only that."""
    halted = stopped(observed, "stopped")
    result = result_of(halted.store)
    assert result.unfinished == (1, 2, 3)
    assert "1 interrupted, 2 missing" in result.verdict
    report = halted.store.keys.in_result(result.number, "report/index.html")
    assert b"2 missing" in halted.store.bucket.get(report)
    halted.on_cluster("resume", "--wait")
    assert halted.answer == expected
    assert [halted.lives(index) for index in range(TRIALS)] == [1, 2, 1, 1]


def test_stop_and_argo_retry(expected: Answer, observed: Observe) -> None:
    """`argo retry` of a stopped round trains what is unfinished, and aggregates again."""
    halted = stopped(observed, "retried")
    halted.site.tell_argo("retry", halted.name)
    assert halted.ended() == expected
    assert [halted.lives(index) for index in range(TRIALS)] == [1, 2, 1, 1]


@pytest.fixture
def node_label(site: Site) -> Iterator[str]:
    """Label every node; return the label's key."""
    key = f"tuneround.test/{site.namespace}"
    site.cluster.kubectl("label", "nodes", "--all", f"{key}=yes")
    yield key
    site.cluster.kubectl("label", "nodes", "--all", f"{key}-")


def test_unschedulable(site: Site, expected: Answer, observed: Observe, node_label: str) -> None:
    """Trials without a node are missing from a stopped round, which goes on when there is one."""
    trainer = {**disturbed(0, after=EVERY, seconds=0.1), "nodeSelector": {node_label: "yes"}}
    homeless = observed(round_text("homeless", trainer=trainer, budget={"parallelism": 1})).submit()
    homeless.wait_for_commit(0, EVERY)
    site.cluster.kubectl("label", "nodes", "--all", f"{node_label}-")
    homeless.wait("trial 1 waits for a node", lambda: is_pending(homeless, 1))
    homeless.on_cluster("stop", "--wait")
    result = result_of(homeless.store)
    assert result.unfinished == (1, 2, 3)
    assert (result.counts["completed"], result.counts["missing"]) == (1, 3)
    assert "3 missing" in result.verdict
    site.cluster.kubectl("label", "nodes", "--all", f"{node_label}=yes")
    homeless.on_cluster("resume", "--wait")
    assert homeless.answer == expected


def is_pending(observed: ObservedRound, index: int) -> bool:
    """Return whether a trial has a pod, and that waits for a node."""
    phases = [pod["status"]["phase"] for pod in observed.pods(f"({index}:{index})")]
    return phases == ["Pending"]


def phase_when_looked_at(round_: ObservedRound) -> str:
    """Make Argo look at a Workflow, which by itself it may do twenty minutes after a deadline."""
    name = f"workflow/{round_.name}"
    round_.site.kubectl("annotate", name, f"tuneround.test/look={token_hex(4)}", "--overwrite")
    return str(round_.site.get(name)["status"].get("phase", "Running"))


def test_deadline(observed: Observe) -> None:
    """A round none of whose trials ever finds a node ends at its deadline, and says so."""
    nowhere = {"nodeSelector": {"tuneround.test/no": "node"}}
    workflow = {"deadlineSeconds": 45}
    never = observed(round_text("never", trainer=nowhere, workflow=workflow)).submit()
    never.wait("its deadline", lambda: phase_when_looked_at(never) != "Running")
    never.wait_for_end("Failed")
    result = result_of(never.store)
    assert result.counts["missing"] == 4
    assert result.verdict == "No answer yet: of 4 planned trials none has started."
