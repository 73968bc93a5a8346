"""The operator as a process: rounds that are applied, refused, deleted; its own end and return."""

import signal

import pytest
from rounds.applied import AppliedRound, Apply
from rounds.local_operator import LocalOperator
from rounds.programs import NOTHING, command
from rounds.site import Site
from rounds.texts import EVERY, TRIALS, disturbed, round_text
from tuneround.spec.error import SpecError
from tuneround.spec.reading import read_round_text
from tuneround_operator.status import ConditionType

SLOW = disturbed("all", after=EVERY, seconds=0.5)
WRITES = "tuneround_operator_writes_total"


def quick_text(name: str) -> str:
    """Return a round of one trial that trains nothing."""
    budget = {"trials": 1, "parallelism": 1, "steps": 1, "evaluateEvery": 1}
    return round_text(name, command(NOTHING), budget=budget)


def versions(round_: AppliedRound) -> dict[str, str]:
    """Return the resourceVersion of a round and of each of its Workflows and Events."""
    selector = f"--selector=tuneround.dev/round={round_.name}"
    told = f"--field-selector=involvedObject.uid={round_.resource['metadata']['uid']}"
    found = [
        round_.resource,
        *round_.site.get("workflows", selector)["items"],
        *round_.site.get("events", told)["items"],
    ]
    return {
        f"{item['kind']}/{item['metadata']['name']}": item["metadata"]["resourceVersion"]
        for item in found
    }


def test_applied_round_succeeds(operator: LocalOperator, applied: Apply) -> None:
    """A round that is applied becomes a Workflow, and in the end says its answer."""
    done = applied(round_text("done"))
    done.succeed()
    status = done.status
    assert (status.state, status.progress) == ("Succeeded", f"{TRIALS}/{TRIALS}")
    assert status.trials.completed == TRIALS
    assert status.best is not None and status.best.checkpoint is not None
    assert done.workflows == ["done"]
    (owner,) = done.site.get("workflow/done")["metadata"]["ownerReferences"]
    assert (owner["kind"], owner["name"]) == ("TuningRound", "done")
    assert "finalizers" not in done.resource["metadata"]
    assert [reason for reason, _ in done.events] == ["Answered", "Submitted"]
    assert operator.sample("tuneround_operator_errors_total") == 0


def test_invalid_round(operator: LocalOperator, site: Site) -> None:
    """A spec that the schema lets pass, and `tuneround check` does not, gets a condition."""
    when = {"optimizer": ["adam"]}
    space = {"nuisance": [{"name": "rate", "min": 0.1, "max": 0.5, "when": when}]}
    text = round_text("wrong", hyperparameters=space)
    site.kubectl("apply", "--filename=-", stdin=text)
    site.kubectl("wait", "tuninground/wrong", "--for=condition=Accepted=False", "--timeout=60s")
    conditions = site.get("tuninground/wrong")["status"]["conditions"]
    (accepted,) = [found for found in conditions if found["type"] == ConditionType.ACCEPTED]
    assert accepted["reason"] == "Invalid"
    with pytest.raises(SpecError) as refused:
        read_round_text(text, "")
    assert all(found.problem.rule in accepted["message"] for found in refused.value.problems)
    assert operator.sample("tuneround_operator_errors_total") == 0
    site.kubectl("delete", "tuninground/wrong")


def test_restart_changes_nothing(operator: LocalOperator, applied: Apply) -> None:
    """An operator that begins anew, with rounds that have ended, reads them and writes nothing."""
    quick = applied(quick_text("quick"))
    quick.succeed()
    before = versions(quick)
    code, seconds = operator.end()
    assert code == 0
    assert seconds < 5
    operator.start()
    quick.wait(
        "the operator has looked at the round",
        lambda: (
            operator.sample("tuneround_operator_reconcile_seconds_count") >= 1
            and operator.sample("tuneround_operator_queue_length") == 0
        ),
    )
    assert operator.sample(WRITES) == 0
    assert versions(quick) == before


def test_deleted_while_the_operator_is_dead(operator: LocalOperator, applied: Apply) -> None:
    """A round that is deleted in mid-flight, with nobody to look after it, leaves no pod."""
    doomed = applied(round_text("doomed", trainer=SLOW))
    doomed.wait_for_commit(0, EVERY)
    operator.end(signal.SIGKILL)
    doomed.delete()
    doomed.wait_until_gone()
    operator.start()
    assert operator.sample("tuneround_operator_errors_total") == 0


def test_created_while_the_operator_is_dead(operator: LocalOperator, applied: Apply) -> None:
    """A round that was applied while nobody looked is found when the operator begins."""
    operator.end(signal.SIGKILL)
    early = applied(quick_text("early"))
    operator.start()
    early.succeed()
    assert early.workflows == ["early"]


def test_deleted_round_drops_its_metrics(operator: LocalOperator, applied: Apply) -> None:
    """A round's series go with the round."""
    brief = applied(quick_text("brief"))
    brief.succeed()
    assert operator.sample("tuneround_round_trials", round="brief", state="completed") == 1
    brief.delete()
    brief.wait(
        "the series have gone",
        lambda: operator.sample("tuneround_round_trials", round="brief", state="completed") == 0,
    )
