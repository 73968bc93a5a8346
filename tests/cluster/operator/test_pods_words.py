"""What a training pod of a restricted namespace says: its metrics, and its last words."""

import urllib.request
from typing import Any

from prometheus_client.parser import text_string_to_metric_families
from rounds.observed import Observe, ObservedRound
from rounds.programs import FATES
from rounds.site import Site
from rounds.texts import EVERY, STEPS, disturbed, round_text
from tuneround.cluster.workflow import RoundWorkflow
from tuneround.records.pod_report import PodReport, read_message
from tuneround.workflow.names import COMPONENT_LABEL, TRAINING
from tuneround.workflow.training import MAIN, METRICS_PORT
from tuneround.workflow.trials import TRIAL

SLOW = 1


def scraped(address: str) -> dict[str, Any]:
    """Return the samples that a pod serves: this machine is the node."""
    with urllib.request.urlopen(f"http://{address}:{METRICS_PORT}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    families = text_string_to_metric_families(text)
    return {sample.name: sample for family in families for sample in family.samples}


def training_pods(site: Site, round_: ObservedRound) -> list[dict[str, Any]]:
    """Return the pods that the operator looks at."""
    selector = f"tuneround.dev/round={round_.name},{COMPONENT_LABEL}={TRAINING}"
    found: list[dict[str, Any]] = site.get("pods", f"--selector={selector}")["items"]
    return found


def last_words(pod: dict[str, Any]) -> PodReport | None:
    """Return what a pod has left in its termination message."""
    [status] = [each for each in pod["status"]["containerStatuses"] if each["name"] == MAIN]
    return read_message(status["state"].get("terminated", {}).get("message") or "")


def test_metrics_while_it_trains(site: Site, observed: Observe) -> None:
    """A pod that trains serves its step, its loss and its checkpoints at the port it names."""
    slow = disturbed(SLOW, after=2 * EVERY, seconds=0.5)
    training = observed(round_text("scraped", trainer=slow)).submit()
    training.wait_for_commit(SLOW, 2 * EVERY)
    pod = site.get("pod", training.pod(SLOW))
    [main] = [each for each in pod["spec"]["containers"] if each["name"] == MAIN]
    assert main["ports"] == [{"name": "metrics", "containerPort": METRICS_PORT, "protocol": "TCP"}]
    found = scraped(pod["status"]["podIP"])
    assert found["tuneround_trial_info"].labels["trial"] == str(SLOW)
    assert 2 * EVERY <= found["tuneround_trial_step"].value <= STEPS
    assert found["tuneround_trial_loss"].value > 0
    assert found["tuneround_trial_checkpoint_bytes_total"].value > 0
    assert found["tuneround_trial_store_failing_seconds"].value == 0
    training.wait("trial 0 has ended", lambda: bool(words_of(site, training)))
    [first] = [report for report in words_of(site, training) if report.first == 0]
    assert (first.fates, first.best_trial, first.reason) == ("c", 0, "")
    assert first.best is not None and first.best_step is not None
    site.tell_argo("terminate", training.name)


def test_last_words_of_each_end(site: Site, observed: Observe) -> None:
    """Each pod of a round that nobody completes keeps its trial's fate, and Argo shows why."""
    text = round_text(
        "last-words",
        ["python", "-c", FATES.replace("{", "{{"), "{behaviour}"],
        budget={"trials": 2, "steps": 4, "evaluateEvery": 1, "retries": 0},
        hyperparameters={"scientific": [{"name": "behaviour", "values": ["raises", "diverges"]}]},
    )
    ended = observed(text).submit()
    ended.wait_for_end("Failed")
    told = {report.first: report for report in words_of(site, ended)}
    assert {first: report.fates for first, report in told.items()} == {0: "x", 1: "i"}
    assert told[0].reason == "RuntimeError after step 2"
    assert told[1].reason.startswith("valid/loss was not finite")
    assert {report.metric for report in told.values()} == {"valid/loss"}
    nodes = RoundWorkflow(site.get(f"workflow/{ended.name}")).nodes
    [message] = {node["message"] for node in nodes if is_lost_pod(node)}
    assert message.startswith("main: Error (exit code 75): {")
    assert told[0].reason in message


def words_of(site: Site, round_: ObservedRound) -> list[PodReport]:
    """Return what the round's pods that have ended have left."""
    return [report for pod in training_pods(site, round_) if (report := last_words(pod))]


def is_lost_pod(node: dict[str, Any]) -> bool:
    """Whether a node is a pod of a trial that failed."""
    return (node.get("templateName"), node["type"], node["phase"]) == (TRIAL, "Pod", "Failed")
