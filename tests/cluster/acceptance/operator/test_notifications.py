"""A round's end, told to a real server of this machine."""

import json

from rounds.answers import result_of
from rounds.applied import Apply
from rounds.installed import InstalledOperator
from rounds.programs import NOTHING, command
from rounds.texts import round_text
from standardwebhooks import Webhook
from webhook_receiver import Received, Receiver

SMALL = {
    "trainer": {"resources": {"cpu": "20m", "memory": "128Mi"}},
    "budget": {"trials": 2, "steps": 1, "evaluateEvery": 1},
}


def told(listener: Receiver, name: str) -> list[Received]:
    """Return what was sent of a round."""
    return [
        request
        for request in listener.received
        if json.loads(request.body)["data"]["round"] == name
    ]


def test_told_once_over_a_restart(
    operator: InstalledOperator, applied: Apply, listener: Receiver, verifier: Webhook
) -> None:
    """An end is told with the answer, validly signed, and not again by the next operator."""
    round_ = applied(round_text("told", command(NOTHING), **SMALL))
    round_.wait_for("notified", 1)
    (request,) = told(listener, "told")
    event = verifier.verify(request.body, request.headers)
    result, resource = result_of(round_.store), round_.resource
    assert event["type"] == "dev.tuneround.round.succeeded.v1"
    assert event["id"] == f"{resource['metadata']['uid']}-1"
    assert event["data"]["verdict"] == result.verdict
    assert result.best is not None
    assert event["data"]["best"]["value"] == result.best.value
    assert "told" in event["data"]["markdown"]
    operator.kill()
    round_.wait("the next operator knows the round", lambda: knows(operator, "told"))
    assert len(told(listener, "told")) == 1
    assert round_.resource == resource


def knows(operator: InstalledOperator, name: str) -> bool:
    """Return whether the operator's metrics have a round."""
    return operator.sample("tuneround_round_trials", round=name, state="completed") > 0


def test_told_again_until_it_is_taken(
    applied: Apply, listener: Receiver, verifier: Webhook
) -> None:
    """A receiver that fails is told again, by the same message."""
    listener.answers[:] = [503, 429]
    round_ = applied(round_text("told-again", command(NOTHING), **SMALL))
    round_.wait_for("notified", 1)
    requests = told(listener, "told-again")
    assert len(requests) == 3
    assert len({request.body for request in requests}) == 1
    verifier.verify(requests[-1].body, requests[-1].headers)


def test_refused_for_good(applied: Apply, listener: Receiver) -> None:
    """A receiver that will never take it is left alone, and an event says so."""
    listener.answers[:] = [410]
    round_ = applied(round_text("unwanted", command(NOTHING), **SMALL))
    round_.succeed()
    round_.wait("an event tells it", lambda: any("410" in message for _, message in round_.events))
    assert len(told(listener, "unwanted")) == 1
