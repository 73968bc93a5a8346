"""What the chart's accounts and pods may do: what rounds need, and no more."""

from typing import Any

import pytest
import yaml
from chart_rendering import CHART, CLUSTER, VALUES, Helm
from tuneround.spec.reading import read_round_text
from tuneround.workflow.compilation import compile_round
from tuneround.workflow.submitter import submitter

ROUND = """
apiVersion: tuneround.dev/v1alpha1
kind: TuningRound
metadata: {{name: rights}}
spec:
  study: made
  goal: May the pods do what the Workflow asks of them?
  objective: {{metric: valid/loss, direction: minimize}}
  trainer: {{image: trainer, command: ["true"], workers: {workers}}}
  workflow: {{shardSize: {shard_size}}}
  budget: {{trials: 4, steps: 10, evaluateEvery: 5}}
  hyperparameters:
    scientific: [{{name: optimizer, values: [sgd, adam]}}]
    nuisance: [{{name: learning_rate, min: 0.1, max: 1.0}}]
"""
POLICIES = VALUES / "cluster-wide.yaml"
KINDS = {"Workflow": "workflows", "Job": "jobs", "Service": "services"}
Rights = set[tuple[str, str]]
REPORT: Rights = {("workflowtaskresults", "create"), ("workflowtaskresults", "patch")}


@pytest.fixture(scope="module")
def objects(helm: Helm) -> list[dict[str, Any]]:
    """Return what the chart renders with its own store."""
    return helm.objects("--values", VALUES / "development.yaml")


def allowed(objects: list[dict[str, Any]], role: str) -> Rights:
    """Return the pairs of resource and verb that a role allows."""
    [rules] = [
        each["rules"]
        for each in objects
        if each["kind"] == "Role" and each["metadata"]["name"] == role
    ]
    return {(r, v) for rule in rules for r in rule["resources"] for v in rule["verbs"]}


def round_workflow(workers: int, shard_size: int) -> dict[str, Any]:
    """Return the Workflow of a round."""
    text = ROUND.format(workers=workers, shard_size=shard_size)
    return compile_round(read_round_text(text, "round.yaml"), text)


def asked(workflow: dict[str, Any]) -> Rights:
    """Return what the `resource` templates of a Workflow ask of the API."""
    found: Rights = set()
    for template in workflow["spec"]["templates"]:
        if "resource" not in template:
            continue
        manifest = template["resource"]["manifest"]
        # A shard, or a compiled round, is a Workflow that is put in while the Workflow runs.
        kind = "Workflow" if manifest.startswith("{{") else yaml.safe_load(manifest)["kind"]
        verbs = {template["resource"]["action"]}
        verbs |= {"get"} if "successCondition" in template["resource"] else set()
        found |= {(KINDS[kind], verb) for verb in verbs}
    return found


def test_training_pods_may_only_report(objects: list[dict[str, Any]]) -> None:
    """The account of training pods has the executor's two verbs."""
    assert allowed(objects, "tuneround") == REPORT


def test_creating_pods_may_do_what_workflows_ask(objects: list[dict[str, Any]]) -> None:
    """The creator's account may do what shards, worker Jobs and the submitter need, and no more."""
    shards, workers = round_workflow(1, shard_size=2), round_workflow(2, shard_size=4)
    needed = asked(shards) | asked(workers) | asked(submitter())
    assert {resource for resource, _ in needed} == set(KINDS.values())
    owning = {("workflows/finalizers", "update")}
    assert allowed(objects, "tuneround-creator") == needed | owning | REPORT


def test_submitters_may_do_what_the_commands_ask(helm: Helm) -> None:
    """Who starts rounds from outside has the rights of the commands, and no other Secret's."""
    objects = helm.objects("--values", VALUES / "submitters.yaml")
    verbs = ("create", "get", "list", "watch", "patch", "delete")
    storage = {("configmaps", "get"), ("secrets", "get")}
    workflows = {("workflows", verb) for verb in verbs}
    rounds = {("tuningrounds", verb) for verb in (*verbs, "update")}
    assert allowed(objects, "tuneround-submitter") == storage | workflows | rounds
    assert allowed(objects, "tuneround-store-reader") == {
        ("services", "get"),
        ("pods", "list"),
        ("pods/portforward", "get"),
        ("pods/portforward", "create"),
    }
    rules = [rule for each in objects if each["kind"] == "Role" for rule in each["rules"]]
    named = {rule["resources"][0]: rule.get("resourceNames") for rule in rules}
    assert named["secrets"] == ["tuneround-s3"]
    assert named["configmaps"] == ["tuneround-storage"]


OPERATOR: Rights = {
    *(("tuningrounds", verb) for verb in ("get", "list", "watch", "delete")),
    ("tuningrounds/status", "patch"),
    *(("workflows", verb) for verb in ("create", "get", "list", "watch", "patch")),
    *(("pods", verb) for verb in ("list", "watch")),
    ("events", "create"),
}


@pytest.mark.parametrize(
    ("values", "kind", "names"),
    [
        ("metrics", "Role", {("tuneround-operator", "vision")}),
        ("policy", "Role", {("tuneround-operator", "vision"), ("tuneround-operator", "language")}),
        ("cluster-wide", "ClusterRole", {("tuneround.tuning.tuneround", None)}),
    ],
    ids=["a namespace", "two namespaces", "the cluster"],
)
def test_the_operator_may_do_its_work(
    helm: Helm, values: str, kind: str, names: set[tuple[str, str | None]]
) -> None:
    """The operator has the rights of its work in each namespace it looks after, or everywhere."""
    objects = helm.objects("--values", VALUES / f"{values}.yaml")
    found = {
        (each["metadata"]["name"], each["metadata"].get("namespace")): {
            (r, v) for rule in each["rules"] for r in rule["resources"] for v in rule["verbs"]
        }
        for each in objects
        if each["kind"] in ("Role", "ClusterRole")
        and ("tuningrounds/status" in str(each["rules"]) or each["kind"] == "ClusterRole")
    }
    assert found == dict.fromkeys(names, OPERATOR)
    bound = [
        (each["kind"], each["metadata"].get("namespace"), each["subjects"])
        for each in objects
        if (each.get("roleRef", {}).get("name"), each["metadata"].get("namespace")) in names
    ]
    account = {"kind": "ServiceAccount", "name": "tuneround-operator", "namespace": "tuning"}
    assert sorted(bound, key=str) == sorted(
        ((f"{kind}Binding", namespace, [account]) for _, namespace in names), key=str
    )


def test_names_outside_of_namespaces_are_the_releases(helm: Helm) -> None:
    """Two releases in one cluster share no object but the kind TuningRound."""
    done = [
        helm("template", name, CHART, f"--namespace={namespace}", "--values", POLICIES, *CLUSTER)
        for name, namespace in (("one", "tuning"), ("two", "tuning"), ("one", "other"))
    ]
    names = [
        {
            (each["kind"], each["metadata"]["name"])
            for each in yaml.safe_load_all(rendered.stdout)
            if each and "namespace" not in each["metadata"]
        }
        for rendered in done
    ]
    kind = ("CustomResourceDefinition", "tuningrounds.tuneround.dev")
    assert all(len(each) == len(names[0]) > 10 for each in names)
    assert names[0] & names[1] == names[0] & names[2] == names[1] & names[2] == {kind}


def test_pods_meet_the_restricted_standard(objects: list[dict[str, Any]]) -> None:
    """The chart's own pods ask for nothing that the restricted Pod Security Standard refuses."""
    pods = [o["spec"] for o in objects if o["kind"] == "Pod"]
    pods += [o["spec"]["template"]["spec"] for o in objects if o["kind"] == "Deployment"]
    assert len(pods) == 3
    for pod in pods:
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["runAsUser"] == 1000
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        asks_the_api = pod.get("serviceAccountName") == "tuneround-operator"
        assert pod.get("automountServiceAccountToken", True) is asks_the_api
        for container in pod["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
