"""The cluster itself: its node, its names, its rules, its Argo."""

import json

import pytest
from harness import processes
from harness.argo import Argo
from harness.cluster import Cluster, up
from harness.failures import HarnessError
from harness.kubectl import Kubectl
from harness.pods import final_phase, pod, workflow

ADDRESS = "import socket; print(socket.gethostbyname('kubernetes.default.svc.cluster.local'))"


def test_node_is_ready(kubectl: Kubectl) -> None:
    """Every node says that it is Ready."""
    nodes = kubectl.get("nodes")["items"]
    conditions = [
        {entry["type"]: entry["status"] for entry in node["status"]["conditions"]} for node in nodes
    ]
    assert nodes
    assert all(each["Ready"] == "True" for each in conditions)


def test_pod_resolves_service(kubectl: Kubectl, own_namespace: str, python_image: str) -> None:
    """A pod of a restricted namespace runs, and the cluster's DNS gives it a Service's address."""
    create = ("--namespace", own_namespace, "create", "--filename=-")
    kubectl(*create, stdin=json.dumps(pod("asks", python_image, ["python3", "-c", ADDRESS])))
    assert final_phase(kubectl, own_namespace, "pod/asks") == "Succeeded"
    service = kubectl.get("--namespace", "default", "service", "kubernetes")
    said = kubectl("--namespace", own_namespace, "logs", "asks")
    assert said.strip() == service["spec"]["clusterIP"]


def test_restricted_namespace_refuses(
    kubectl: Kubectl, own_namespace: str, python_image: str
) -> None:
    """A pod that may escalate its privileges is not admitted."""
    lax = pod("escalates", python_image, ["true"])
    lax["spec"]["containers"][0]["securityContext"]["allowPrivilegeEscalation"] = True
    with pytest.raises(HarnessError, match="violates PodSecurity"):
        kubectl("--namespace", own_namespace, "create", "--filename=-", stdin=json.dumps(lax))


def test_up_again_reuses(cluster: Cluster) -> None:
    """A second `up` starts no process anew."""
    if cluster.external:
        pytest.skip("TUNEROUND_KUBECONFIG names a cluster that the harness did not start")
    before = {name: processes.find(name) for name in processes.names()}
    again = up()
    assert before
    assert {name: processes.find(name) for name in processes.names()} == before
    assert again.kubectl == cluster.kubectl


def test_argo_completes_workflow(
    argo: Argo, kubectl: Kubectl, own_namespace: str, python_image: str
) -> None:
    """Argo's own containers are admitted to a restricted namespace, and a Workflow succeeds."""
    hello = workflow("hello", python_image, ["python3", "-c", "print('hello')"])
    argo("--namespace", own_namespace, "submit", "-", stdin=json.dumps(hello))
    assert final_phase(kubectl, own_namespace, "workflow/hello") == "Succeeded"


def test_killed_controller_takes_up_its_work(
    argo: Argo, kubectl: Kubectl, own_namespace: str, python_image: str
) -> None:
    """A Workflow that comes while the controller is dead is done when it is back."""
    argo.controller.kill()
    try:
        late = workflow("late", python_image, ["python3", "-c", "print('late')"])
        argo("--namespace", own_namespace, "submit", "-", stdin=json.dumps(late))
    finally:
        argo.controller.start()
    assert final_phase(kubectl, own_namespace, "workflow/late") == "Succeeded"
