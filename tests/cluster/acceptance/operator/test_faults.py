"""The operator dies, or there are two: the answer is the same, and nothing happens twice."""

import json
import os
import random
import secrets
from collections.abc import Callable

from rounds.answers import Answer
from rounds.applied import AppliedRound, Apply
from rounds.installed import InstalledOperator
from rounds.texts import EVERY, STEPS, TRIALS, disturbed, round_text
from tuneround.cluster.workflow import RoundWorkflow
from webhook_receiver import Receiver

KILLS = 10
SLOW = disturbed("all", after=0, seconds=0.2)
Moment = tuple[str, Callable[[], bool]]


def moments(round_: AppliedRound) -> list[Moment]:
    """Return moments of a round's life, in order: what is the case from then on."""

    def committed(count: int) -> Moment:
        return f"{count} evaluations are committed", lambda: round_.commits >= count

    return [
        ("it is applied", lambda: True),
        ("its Workflow is there", lambda: bool(round_.workflows)),
        ("its plan begins", lambda: has_begun(round_, "plan")),
        *(committed(count) for count in range(1, TRIALS * STEPS // EVERY + 1)),
        ("its aggregation begins", lambda: has_begun(round_, "aggregate")),
        ("its Workflow has ended", lambda: phase(round_) == "Succeeded"),
        ("it has succeeded", lambda: round_.status.state == "Succeeded"),
    ]


def has_begun(round_: AppliedRound, template: str) -> bool:
    """Whether Argo has begun a step of the round's Workflow."""
    workflow = RoundWorkflow(round_.site.get(f"workflow/{round_.name}"))
    return any(node.get("templateName") == template for node in workflow.nodes)


def phase(round_: AppliedRound) -> str:
    """Return the phase of the round's Workflow; empty before it has one."""
    workflow = round_.site.get(f"workflow/{round_.name}")
    return str(workflow.get("status", {}).get("phase", ""))


def test_killed_at_ten_moments(
    expected: Answer, operator: InstalledOperator, applied: Apply, listener: Receiver
) -> None:
    """Killed at any ten moments, the operator makes one Workflow, one answer and one story."""
    seed = int(os.environ.get("TUNEROUND_TEST_SEED", secrets.randbits(32)))
    print(f"\nTUNEROUND_TEST_SEED={seed}")
    unmoved = applied(round_text("unmoved", trainer=SLOW))
    lives = moments(unmoved)
    for number in sorted(random.Random(seed).sample(range(len(lives)), KILLS)):
        what, has_come = lives[number]
        unmoved.wait(what, has_come)
        operator.kill()
        print(f"killed when {what}")
    unmoved.succeed()
    assert unmoved.answer == expected
    nothing_twice(unmoved, listener)


def test_two_operators(
    expected: Answer, operator: InstalledOperator, applied: Apply, listener: Receiver
) -> None:
    """Two operators make one Workflow, one answer and one story."""
    operator.scale(2)
    shared = applied(round_text("shared"))
    shared.succeed()
    assert shared.answer == expected
    nothing_twice(shared, listener)


def nothing_twice(round_: AppliedRound, listener: Receiver) -> None:
    """Check that a round had one Workflow, one attempt a trial, each event once, one end."""
    assert round_.workflows == [round_.name]
    assert [round_.lives(index) for index in range(TRIALS)] == [1] * TRIALS
    events = round_.events
    assert events and len(events) == len(set(events))
    round_.wait_for("notified", 1)
    told = [json.loads(request.body) for request in listener.received]
    ends = {event["id"] for event in told if event["data"]["round"] == round_.name}
    assert len(ends) == 1
