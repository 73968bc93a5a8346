"""The pods of a compiled round, started one after the other without Argo."""

import json
import secrets
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from harness.images import ours
from harness.kubectl import Kubectl
from harness.pods import final_phase
from tuneround.records.result import Result
from tuneround.spec.reading import read_round_text
from tuneround.workflow.compilation import compile_round

TRAINING = """
from tuneround import Trial
with Trial.from_environment() as trial:
    for step in trial.steps():
        trial.evaluate({"loss": trial.hyperparameters["rate"]})
"""

RunPod = Callable[[str, dict[str, Any]], tuple[str, str]]


def round_text(name: str) -> str:
    """Return a round of two trials whose loss is their only hyperparameter."""
    spec = {
        "study": "pods",
        "goal": "Do the pods of a round work by themselves?",
        "objective": {"metric": "loss", "direction": "minimize"},
        "trainer": {"image": ours.name("trainer"), "command": ["python", "-c", TRAINING]},
        "budget": {"trials": 2, "steps": 1, "evaluateEvery": 1},
        "hyperparameters": {"nuisance": [{"name": "rate", "min": 0.1, "max": 1.0}]},
        "workflow": {"controlImage": ours.name("control")},
    }
    kind = {"apiVersion": "tuneround.dev/v1alpha1", "kind": "TuningRound"}
    return yaml.safe_dump({**kind, "metadata": {"name": name}, "spec": spec})


def pod(manifest: dict[str, Any], template: str, index: int | None = None) -> dict[str, Any]:
    """Return a pod with the container of a compiled template, Argo's variables filled in."""
    found = next(t for t in manifest["spec"]["templates"] if t["name"] == template)
    container = json.dumps({"name": "main", **found["container"]})
    values = {
        "{{workflow.namespace}}": "pods",
        "{{inputs.parameters.index}}": str(index),
        "{{lastRetry.message}}": "",
    }
    for variable, value in values.items():
        container = container.replace(variable, value)
    name = f"{manifest['metadata']['name']}-{template}{'' if index is None else f'-{index}'}"
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name},
        "spec": {
            "restartPolicy": "Never",
            "serviceAccountName": manifest["spec"]["serviceAccountName"],
            "securityContext": manifest["spec"]["securityContext"],
            "containers": [json.loads(container)],
            "volumes": list(manifest["spec"]["volumes"]),
        },
    }


def with_file(pod: dict[str, Any], config: str, path: str) -> dict[str, Any]:
    """Give a pod the one file that Argo would write for it."""
    pod["spec"]["volumes"].append({"name": "file", "configMap": {"name": config}})
    mount = {"name": "file", "mountPath": path, "subPath": "round.yaml"}
    pod["spec"]["containers"][0]["volumeMounts"].append(mount)
    return pod


@pytest.fixture
def ended(kubectl: Kubectl, namespace: str, chart: str) -> RunPod:
    """Return a function that starts a pod and returns its phase and what it printed."""

    def ended(name: str, pod: dict[str, Any]) -> tuple[str, str]:
        inside = ("--namespace", namespace)
        kubectl(*inside, "create", "--filename=-", stdin=json.dumps(pod))
        phase = final_phase(kubectl, namespace, f"pod/{name}", seconds=120)
        printed = kubectl(*inside, "logs", name)
        kubectl(*inside, "delete", "pod", name, "--wait=false")
        return phase, printed

    return ended


def test_pods_of_a_round_need_no_argo(kubectl: Kubectl, namespace: str, ended: RunPod) -> None:
    """Plan, trials and aggregation, each a pod of a restricted namespace, answer the question."""
    name = f"by-hand-{secrets.token_hex(3)}"
    text = round_text(name)
    manifest = compile_round(read_round_text(text, "round.yaml"), text)
    file = ["create", "configmap", name, f"--from-literal=round.yaml={text}"]
    kubectl("--namespace", namespace, *file)
    plan = with_file(pod(manifest, "plan"), name, "/tuneround/round.yaml")
    assert ended(f"{name}-plan", plan)[0] == "Succeeded"
    rates = []
    for index in (0, 1):
        phase, printed = ended(f"{name}-trial-{index}", pod(manifest, "trial", index))
        assert phase == "Succeeded"
        rates.append(float(printed.split("loss ")[1].split()[0]))
    aggregate = pod(manifest, "aggregate")
    aggregate["spec"]["containers"][0]["command"].append("--json")
    phase, printed = ended(f"{name}-aggregate", aggregate)
    assert phase == "Succeeded"
    result = Result.model_validate_json(printed[printed.index("{") :])
    assert result.counts["completed"] == 2
    assert result.best is not None and result.best.value == pytest.approx(min(rates), rel=1e-3)
    kubectl("--namespace", namespace, "delete", "configmap", name)
