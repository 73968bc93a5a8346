"""Notification: built purely, the same bytes however often."""

import json

import pytest
from made_notifications import RESOURCE, notification, summary
from tuneround_operator.notification import Notification
from tuneround_operator.status import (
    Condition,
    ConditionStatus,
    ConditionType,
    RoundStatus,
    TrialCounts,
)


def test_whole_event() -> None:
    """The event holds the round, its counts, its answer and the summary, and no list of trials."""
    assert json.loads(notification().body) == {
        "specversion": "1.0",
        "id": "2c0ffee0-0000-4000-8000-000000000001-1",
        "source": "/apis/tuneround.dev/v1alpha1/namespaces/vision/tuningrounds/digits-r2",
        "type": "dev.tuneround.round.succeeded.v1",
        "subject": "digits-mlp/digits-r2",
        "time": "2026-11-20T12:00:00Z",
        "datacontenttype": "application/json",
        "data": {
            "namespace": "vision",
            "study": "digits-mlp",
            "round": "digits-r2",
            "goal": RESOURCE["spec"]["goal"],
            "state": "Succeeded",
            "result": 1,
            "counts": {
                "planned": 4,
                "completed": 3,
                "infeasible": 1,
                "failed": 0,
                "interrupted": 0,
                "missing": 0,
            },
            "best": {
                "trial": 3,
                "step": 120,
                "metric": "valid/loss",
                "value": 0.25,
                "checkpoint": "s3://tuneround/vision/digits-mlp/digits-r2/trials/00003/x/"
                "checkpoints/000000120",
            },
            "verdict": "Best: valid/loss 0.25 in trial 3.",
            "findings": [
                {"question": "infeasible", "level": "caution", "sentence": "1 of 4 diverged."}
            ],
            "report": "s3://tuneround/vision/digits-mlp/digits-r2/results/1/report/index.html",
            "markdown": "# digits-r2\n\n| a | b |\n|---|---|\n",
        },
    }


@pytest.mark.parametrize("state", ["Succeeded", "Failed", "Stopped"])
def test_type_by_state(state: str) -> None:
    """A receiver tells the ends apart by the event's type."""
    event = json.loads(notification(state).body)
    assert event["type"] == f"dev.tuneround.round.{state.lower()}.v1"
    assert event["data"]["state"] == state


def test_same_bytes_again_and_other_id_for_another_result() -> None:
    """The same end is the same bytes; a round that was extended ends by another id."""
    assert notification() == notification()
    assert notification(number=2).id != notification().id


def test_without_a_completed_trial() -> None:
    """Of a round that all failed, the best is null."""
    failed = Notification.of(RESOURCE, RoundStatus(state="Failed"), summary(best=None))
    assert json.loads(failed.body)["data"]["best"] is None


def test_without_a_result() -> None:
    """A Workflow that broke is told of by what its pods had shown, and known by its end's time."""
    broke = Condition(
        type=ConditionType.SUCCEEDED,
        status=ConditionStatus.FALSE,
        observed_generation=1,
        last_transition_time="2026-11-20T12:00:01Z",
        reason="WorkflowBroke",
        message="The Workflow broke.",
    )
    status = RoundStatus(
        state="Failed",
        trials=TrialCounts(planned=4, done=1, completed=1, running=2),
        conditions=(broke,),
        completion_time="2026-11-20T12:00:00Z",
    )
    event = json.loads(Notification.of(RESOURCE, status, None).body)
    assert event["id"] == "2c0ffee0-0000-4000-8000-000000000001-20261120T120000Z"
    assert event["time"] == "2026-11-20T12:00:00Z"
    data = event["data"]
    assert (data["result"], data["best"], data["verdict"]) == (None, None, "The Workflow broke.")
    assert data["counts"] == {
        "planned": 4,
        "completed": 1,
        "infeasible": 0,
        "failed": 0,
        "interrupted": 0,
        "missing": 0,
    }
