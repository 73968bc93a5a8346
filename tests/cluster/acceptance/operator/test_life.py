"""What a person does with a round by kubectl: the answer is that of the undisturbed round."""

from pathlib import Path

import pytest
from rounds.answers import Answer, result_of
from rounds.applied import AppliedRound, Apply
from rounds.installed import InstalledOperator
from rounds.texts import EVERY, STEPS, TRIALS, disturbed, round_text
from rounds.undisturbed import undisturbed
from tuneround_operator.status import ConditionStatus, ConditionType

MORE = 6
SLOW = disturbed(1, after=2 * EVERY, seconds=0.5)
ONE_BY_ONE = {"trainer": SLOW, "budget": {"parallelism": 1}}


@pytest.fixture(scope="session")
def expected_of_more(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    """Return the answer of the small round with two more trials, undisturbed, on this machine."""
    text = round_text("undisturbed-more", budget={"trials": MORE})
    return undisturbed(text, tmp_path_factory.mktemp("more"))


def test_apply_and_extend(expected: Answer, expected_of_more: Answer, applied: Apply) -> None:
    """An applied round succeeds and says so; raised trials are run, and move none of the first."""
    grown = applied(round_text("grown"))
    grown.succeed()
    assert grown.answer == expected
    says_success(grown)
    grown.change(budget={"trials": MORE})
    grown.succeed()
    assert grown.answer == expected_of_more
    assert [grown.lives(index) for index in range(MORE)] == [1] * MORE
    firsts = [row for row in grown.answer.evaluations if row["trial"] < TRIALS]
    assert firsts == expected.evaluations
    assert grown.status.progress == f"{MORE}/{MORE}"
    assert grown.workflows == ["grown", "grown-resume-1"]


def says_success(round_: AppliedRound) -> None:
    """Check that the status tells what the bucket's result does."""
    status, result = round_.status, result_of(round_.store)
    assert {each.type: each.status for each in status.conditions} == {
        ConditionType.ACCEPTED: ConditionStatus.TRUE,
        ConditionType.SUBMITTED: ConditionStatus.TRUE,
        ConditionType.RUNNING: ConditionStatus.FALSE,
        ConditionType.SUCCEEDED: ConditionStatus.TRUE,
        ConditionType.DEGRADED: ConditionStatus.FALSE,
    }
    assert (status.state, status.progress) == ("Succeeded", f"{TRIALS}/{TRIALS}")
    assert status.trials.completed == TRIALS
    assert status.best is not None and result.best is not None and result.checkpoint is not None
    assert (status.best.trial, status.best.value) == (result.best.trial, result.best.value)
    assert status.best.checkpoint == round_.store.bucket.uri(result.checkpoint.key)
    assert status.verdict == result.verdict
    assert status.report.endswith("/report/index.html")


def test_suspend_and_resume(expected: Answer, applied: Apply) -> None:
    """A suspended round ends what trains and begins nothing; taken back, it goes on."""
    paused = applied(round_text("paused", **ONE_BY_ONE))
    paused.wait_for_commit(1, 2 * EVERY)
    paused.change(suspend=True)
    paused.wait_for("state", "Suspended")
    assert paused.survey(1).last_committed < STEPS
    paused.wait_for_outcome(1)
    paused.wait_for("trials.running", 0)
    paused.wait_for_condition(ConditionType.RUNNING, "False")
    assert [paused.lives(index) for index in range(TRIALS)] == [1, 1, 0, 0]
    paused.change(suspend=None)
    paused.succeed()
    assert paused.answer == expected
    assert [paused.lives(index) for index in range(TRIALS)] == [1] * TRIALS
    assert paused.workflows == ["paused"]


def test_stop_and_take_it_back(expected: Answer, applied: Apply) -> None:
    """A stopped round is judged with what is there; taken back, it does what is missing."""
    halted = applied(round_text("halted", **ONE_BY_ONE))
    halted.wait_for_commit(1, 2 * EVERY)
    halted.change(stop=True)
    halted.wait_for("state", "Stopped")
    assert result_of(halted.store).unfinished == (1, 2, 3)
    trials = halted.status.trials
    assert (trials.completed, trials.interrupted, trials.missing) == (1, 1, 2)
    halted.change(stop=False)
    halted.succeed()
    assert halted.answer == expected
    assert [halted.lives(index) for index in range(TRIALS)] == [1, 2, 1, 1]
    assert halted.workflows == ["halted", "halted-resume-1"]


def test_stopped_by_argo_and_resumed(expected: Answer, applied: Apply) -> None:
    """A round that somebody stopped by `argo` stays so, until `resume` is raised."""
    broken = applied(round_text("broken", **ONE_BY_ONE))
    broken.wait_for_commit(1, 2 * EVERY)
    broken.site.tell_argo("stop", broken.name)
    broken.wait_for_condition(ConditionType.SUCCEEDED, "False")
    assert broken.workflows == ["broken"]
    broken.change(resume=1)
    broken.succeed()
    assert broken.answer == expected
    assert [broken.lives(index) for index in range(TRIALS)] == [1, 2, 1, 1]


def test_all_trials_fail(applied: Apply) -> None:
    """A round none of whose trials can start has no answer, and tells what to do."""
    hopeless = applied(round_text("hopeless", ["absent-program"]))
    hopeless.wait_for_condition(ConditionType.SUCCEEDED, "False")
    hopeless.wait_for_condition(ConditionType.DEGRADED)
    status = hopeless.status
    assert (status.state, status.trials.failed, status.best) == ("Failed", TRIALS, None)
    assert result_of(hopeless.store).verdict == status.verdict


@pytest.mark.parametrize("operators", [1, 0], ids=["operator up", "operator down"])
def test_deleted_in_mid_flight(operator: InstalledOperator, applied: Apply, operators: int) -> None:
    """A TuningRound is deleted at once, its Workflow and pods follow; results stay."""
    name = f"deleted-{operators}"
    deleted = applied(round_text(name, trainer=SLOW))
    deleted.wait_for_commit(1, 2 * EVERY)
    operator.scale(operators)
    deleted.delete(seconds=10)
    deleted.wait_until_gone()
    assert deleted.survey(1).last_committed >= 2 * EVERY


def test_deleted_and_applied_again(expected: Answer, applied: Apply, tmp_path: Path) -> None:
    """A round that is applied again after its deletion goes on from the bucket."""
    text = round_text("again", trainer=SLOW)
    first = applied(text)
    first.wait_for_commit(1, 2 * EVERY)
    first.delete()
    first.wait_until_gone()
    second = applied(text)
    second.succeed()
    assert second.answer == expected
    assert second.resumed_from(1) >= 2 * EVERY
