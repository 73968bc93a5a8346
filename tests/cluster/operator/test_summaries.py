"""What a Workflow of Argo tells of its round's result, however the round ended."""

from rounds.answers import result_of
from rounds.observed import Observe, ObservedRound
from rounds.programs import NOTHING
from rounds.texts import EVERY, disturbed, round_text
from tuneround.cluster.summary import summary_of
from tuneround.cluster.workflow import RoundWorkflow
from tuneround.records.summary import RoundSummary


def told(ended: ObservedRound) -> RoundSummary:
    """Return the summary that the round's Workflow holds; it says what the bucket's result does."""
    summary = summary_of(RoundWorkflow(ended.site.get(f"workflow/{ended.name}")))
    assert summary is not None
    result = result_of(ended.store)
    assert (summary.number, summary.counts) == (result.number, result.counts)
    assert (summary.verdict, summary.unfinished) == (result.verdict, result.unfinished)
    return summary


def test_good_round(observed: Observe) -> None:
    """A round with an answer tells where its best checkpoint and its report lie."""
    good = observed(round_text("summary-good")).submit()
    good.wait_for_end()
    summary, result = told(good), result_of(good.store)
    assert summary.best is not None and result.best is not None
    assert summary.best.value == result.best.value
    assert result.checkpoint is not None
    assert summary.best.checkpoint == good.store.bucket.uri(result.checkpoint.key)
    assert summary.best.checkpoint.startswith("s3://")
    assert summary.report.endswith("/report/index.html")
    assert summary.checkpoint_bytes and summary.steps_per_second
    assert summary.verdict.split(":")[0] in summary.markdown.replace("\\", "")


def test_no_trial_completed(observed: Observe) -> None:
    """An aggregation that ends with 3, as none of its trials completed, leaves its summary."""
    failed = observed(round_text("summary-failed", ["absent-program"])).submit()
    failed.wait_for_end("Failed")
    summary = told(failed)
    assert (summary.best, summary.counts["failed"]) == (None, 4)


def test_stopped_round(observed: Observe) -> None:
    """A stopped round tells what its salvage found, and which trials are left."""
    slow = disturbed(1, after=2 * EVERY, seconds=0.5)
    halted = observed(
        round_text("summary-stopped", trainer=slow, budget={"parallelism": 1})
    ).submit()
    halted.wait_for_commit(1, 2 * EVERY)
    halted.site.tell_argo("stop", halted.name)
    halted.wait_for_end("Failed")
    summary = told(halted)
    assert summary.unfinished == (1, 2, 3)
    assert summary.best is not None and summary.best.trial == 0


def test_nothing_started(observed: Observe) -> None:
    """A round whose aggregation cannot judge has no summary, and reading it is no error."""
    program = ["python", "-c", NOTHING]
    broken = observed(round_text("summary-broken", program, workflow={"controlImage": "absent:1"}))
    broken.submit()
    broken.site.kubectl("patch", f"workflow/{broken.name}", "--type=merge", "-p", STOP)
    broken.wait_for_end("Failed")
    assert summary_of(RoundWorkflow(broken.site.get(f"workflow/{broken.name}"))) is None


STOP = '{"spec": {"shutdown": "Terminate"}}'
