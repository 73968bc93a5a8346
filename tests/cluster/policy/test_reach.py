"""How far the lists reach: into pods, back in time, and over the cluster."""

import json

import pytest
from harness import pods
from harness.argo import Argo
from harness.cluster import Cluster
from harness.failures import HarnessError
from harness.helm import RELEASE, helm
from rounds.guarded import (
    POLICY,
    TRAINER,
    answer,
    guard,
    pod,
    tuning_round,
    wait_for_refusal,
    workflow,
)


def test_a_pod_keeps_to_the_list(cluster: Cluster, guarded: str) -> None:
    """Neither another image nor a debugging container comes into a pod that is there."""
    kubectl, where = cluster.kubectl, f"--namespace={guarded}"
    kubectl("create", "--filename=-", where, stdin=json.dumps(pod(TRAINER, {})))
    with pytest.raises(HarnessError, match="Got evil"):
        kubectl("set", "image", "pod/guarded", "main=evil", where)
    with pytest.raises(HarnessError, match="Got evil"):
        kubectl("debug", "guarded", "--image=evil", "--profile=restricted", where)
    kubectl("label", "pod/guarded", "free=yes", where)
    kubectl("delete", "pod/guarded", "--wait=false", where)


def test_the_pods_of_a_workflow(cluster: Cluster, argo: Argo, guarded: str) -> None:
    """What a Workflow hides from the API server, such as a patch, is refused as a pod."""
    made = pods.workflow("patched", TRAINER, ["true"])
    patch = {
        **pods.PATCH,
        "containers": [*pods.PATCH["containers"], {"name": "main", "image": "evil"}],
    }
    made["spec"]["podSpecPatch"] = json.dumps(patch)
    cluster.kubectl("create", "--filename=-", f"--namespace={guarded}", stdin=json.dumps(made))
    assert pods.final_phase(cluster.kubectl, guarded, "workflow/patched") == "Error"
    ended = cluster.kubectl.get("workflow/patched", f"--namespace={guarded}")["status"]
    assert "Rounds use images of the platform team. Got evil." in json.dumps(ended)


def test_what_was_there_before(cluster: Cluster, own_namespace: str) -> None:
    """Lists that come later let old rounds be stopped, and old Workflows be noted upon."""
    kubectl, where = cluster.kubectl, f"--namespace={own_namespace}"
    for made in (tuning_round("evil", {}), workflow("evil", {})):
        made["spec"]["suspend"] = True
        kubectl("create", "--filename=-", where, stdin=json.dumps(made))
    guard(cluster, own_namespace)
    kubectl("patch", "tr", "guarded", "--type=merge", "-p", '{"spec": {"stop": true}}', where)
    kubectl("patch", "wf", "guarded", "--type=merge", "-p", '{"spec": {"shutdown": "Stop"}}', where)
    helm(cluster, "uninstall", RELEASE, where)


def test_everywhere_with_an_operator_of_the_cluster(
    cluster: Cluster, guarded: str, own_namespace: str
) -> None:
    """Where the operator looks everywhere, the lists hold there, too: for all that is of rounds."""
    kubectl = cluster.kubectl
    assert "created" in answer(kubectl, own_namespace, tuning_round("python:3.12-slim", {}))
    wide = {**POLICY, "images": [*POLICY["images"], "localhost/tuneround"]}
    guard(cluster, guarded, wide, operator={"enabled": False, "clusterWide": True})
    labelled = pod("evil", {})
    labelled["metadata"]["labels"] = {"tuneround.dev/round": "guarded"}
    made = (tuning_round("evil", {}), workflow("evil", {}), labelled)
    wait_for_refusal(kubectl, own_namespace, made)
    assert "created" in answer(kubectl, own_namespace, pod("evil", {}))
    guard(cluster, guarded)


def test_the_largest_workflow(cluster: Cluster, own_namespace: str) -> None:
    """Long lists and a Workflow as large as Argo takes stay below the cost that CEL may have."""
    images = [f"registry-{number:02}.example.org/a-department/a-team" for number in range(50)]
    policy = {**POLICY, "images": [TRAINER, *images]}
    guard(cluster, own_namespace, policy)
    made = workflow(f"{images[-1]}/trainer:1", {})
    [trial] = [each for each in made["spec"]["templates"] if each["name"] == "trial"]
    more = [{"name": f"VARIABLE_{number}", "value": "x" * 100} for number in range(50)]
    trial["container"]["env"] += more
    made["spec"]["templates"] += [{**trial, "name": f"trial-{number}"} for number in range(195)]
    assert "created" in answer(cluster.kubectl, own_namespace, made)
    trial["container"]["env"] += [{"name": "TUNEROUND_BUCKET", "value": "other"}]
    assert "Got other." in answer(cluster.kubectl, own_namespace, made)
    helm(cluster, "uninstall", RELEASE, f"--namespace={own_namespace}")
