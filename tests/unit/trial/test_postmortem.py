"""Postmortem: a container that was killed whole for want of memory."""

import pytest
from tuneround.records.attempt import Fate, Interruption
from tuneround.trial.postmortem import Postmortem

ARGO = "main: OOMKilled (exit code 137)"
OOM = "out-of-memory kill"


def commit_at(bench, assignment, step):
    keys = bench.trial_keys.attempt(assignment.attempt).checkpoint(step)
    bench.bucket.put(keys.commit, b"{}")


def test_kill_is_recorded_for_the_newest_attempt_at_its_last_commit(bench):
    """The next attempt, and the judge of its end, know of it."""
    commit_at(bench, bench.begin(), 15)
    assert Postmortem(ARGO).record(bench.survey)
    assert [(i.reason, i.step) for i in bench.interruptions] == [(OOM, 15)]
    assert bench.outcome is None


def test_second_kill_without_progress_is_infeasible_without_a_further_training(bench):
    """As when the supervisor survives; the outcome is that of the killed attempt."""
    bench.begin()
    Postmortem(ARGO).record(bench.survey)
    second = bench.begin()
    Postmortem(ARGO).record(bench.survey)
    assert bench.outcome.fate is Fate.INFEASIBLE
    assert bench.outcome.reason == "killed twice for want of memory after step 0"
    assert "outcome.json" in bench.survey.names[second.attempt]


def test_kill_after_further_progress_is_tried_again(bench):
    """Memory that was enough for more steps may be enough for all of them."""
    bench.begin()
    Postmortem(ARGO).record(bench.survey)
    commit_at(bench, bench.begin(), 20)
    Postmortem(ARGO).record(bench.survey)
    assert [i.step for i in bench.interruptions] == [0, 20]
    assert bench.outcome is None


@pytest.mark.parametrize(
    "message",
    ["", "main: Error (exit code 137)", "pod deleted", "main: Error (exit code 143)"],
    ids=["first-pod", "killed", "deleted", "terminated"],
)
def test_other_ends_record_nothing(bench, message):
    """Only a want of memory is a property of the trial."""
    bench.begin()
    assert not Postmortem(message).record(bench.survey)
    assert bench.interruptions == ()


def test_attempt_that_has_told_its_end_is_left_alone(bench):
    """The pod was killed before it had begun a new one."""
    keys = bench.trial_keys.attempt(bench.begin().attempt)
    told = Interruption(reason="sigterm", step=3, ended="")
    bench.bucket.put(keys.interruption, told.to_json())
    assert not Postmortem(ARGO).record(bench.survey)
    assert bench.interruptions == (told,)


def test_trial_without_an_attempt_records_nothing(bench):
    """The pod before was killed in another trial."""
    assert not Postmortem(ARGO).record(bench.survey)


def test_one_pod_ends_one_attempt(bench):
    """In a pod with several trials the first without an end is the one that was killed."""
    postmortem = Postmortem(ARGO)
    bench.begin()
    assert postmortem.record(bench.survey)
    bench.begin()
    assert not postmortem.record(bench.survey)


@pytest.mark.parametrize(
    "message",
    [
        f"{ARGO}: {{}}",
        "OOMKilled (exit code 137)",
    ],
    ids=["with-last-words", "without-a-name"],
)
def test_kill_is_known_by_what_kubernetes_said(bench, message):
    """What the pod itself had said follows it."""
    bench.begin()
    assert Postmortem(message).record(bench.survey)


@pytest.mark.parametrize(
    "message",
    [
        "",
        "pod deleted",
        'main: Error (exit code 75): {"reason":"main: OOMKilled (exit code 137)"}',
        "OOMKilled",
        'main: OOMKilled (exit code 75): {"reason":"out-of-memory kill"}',
    ],
    ids=["nothing", "deleted", "in-last-words", "alone", "supervisor-survived"],
)
def test_another_end_is_no_kill_for_memory(bench, message):
    """A program that only speaks of such a kill has not had one."""
    bench.begin()
    assert not Postmortem(message).record(bench.survey)
