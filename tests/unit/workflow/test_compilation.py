"""What a compiled Workflow says, for every way a round can ask for it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from made_cluster_rounds import made_round
from tuneround.cli.application import application
from tuneround.errors import InputError
from tuneround.spec.reading import read_round_text
from tuneround.workflow.compilation import compile_round
from tuneround.workflow.manifest import to_yaml
from tuneround.workflow.submitter import submitter
from typer.main import get_command

ROUNDS = sorted((Path(__file__).parents[3] / "pipelines" / "rounds").glob("*.yaml"))


def template(compiled: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the template `name` of a Workflow."""
    return next(t for t in compiled["spec"]["templates"] if t["name"] == name)


def tasks(compiled: dict[str, Any], name: str = "round") -> dict[str, Any]:
    """Return the tasks of a Workflow's DAG by name."""
    return {task["name"]: task for task in template(compiled, name)["dag"]["tasks"]}


def compiled(**sections: Any) -> dict[str, Any]:
    """Return the Workflow of a made round."""
    return compile_round(*made_round(**sections))


def created(template: dict[str, Any]) -> dict[str, Any]:
    """Return what a resource template creates; nothing where that is a parameter."""
    manifest = template.get("resource", {}).get("manifest", "{}")
    return {} if manifest.startswith("{{") else yaml.safe_load(manifest)


def workflows(manifest: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a Workflow and those that its resource templates create."""
    yield manifest
    for found in manifest["spec"]["templates"]:
        inner = created(found)
        if inner.get("kind") == "Workflow" and "spec" in inner:
            yield from workflows(inner)


def pods(manifest: dict[str, Any]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield pod-level security and container of every container of ours."""
    for one in workflows(manifest):
        for found in one["spec"]["templates"]:
            if "container" in found:
                yield one["spec"]["securityContext"], found["container"]
            inner = created(found)
            if inner.get("kind") == "Job":
                pod = inner["spec"]["template"]["spec"]
                yield from ((pod["securityContext"], c) for c in pod["containers"])


def variables(container: dict[str, Any]) -> dict[str, Any]:
    """Return a container's variables that have a value of their own."""
    return {v["name"]: v["value"] for v in container["env"] if "value" in v}


@pytest.mark.parametrize("path", ROUNDS, ids=[path.stem for path in ROUNDS])
def test_every_pod_meets_the_restricted_standard(path: Path) -> None:
    """Non-root, read-only root, no capabilities, no escalation, RuntimeDefault, and an own /tmp."""
    text = path.read_text()
    found = list(pods(compile_round(read_round_text(text, path.name), text)))
    assert len(found) >= 3
    for pod, container in [*found, *pods(submitter())]:
        assert pod["runAsNonRoot"] and pod["seccompProfile"] == {"type": "RuntimeDefault"}
        assert container["securityContext"]["readOnlyRootFilesystem"]
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
        assert {"name": "scratch", "mountPath": "/tmp"} in container["volumeMounts"]
        assert container["command"]


@pytest.mark.parametrize("path", ROUNDS, ids=[path.stem for path in ROUNDS])
def test_argos_own_containers_are_restricted_too(path: Path) -> None:
    """Each template patches exactly the containers that Argo adds to its pod."""
    text = path.read_text()
    whole = compile_round(read_round_text(text, path.name), text)
    leaves = [
        t
        for one in [*workflows(whole), submitter()]
        for t in one["spec"]["templates"]
        if "container" in t or "resource" in t
    ]
    for leaf in leaves:
        patch = json.loads(leaf["podSpecPatch"])
        beside = "wait" if "container" in leaf else "main"
        names = [c["name"] for c in patch["initContainers"] + patch["containers"]]
        assert names[:2] == ["init", beside]
        for container in patch["initContainers"] + patch["containers"]:
            assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}


def test_compilation_is_the_same_in_every_process() -> None:
    """Hash seeds and what else was compiled before change no byte."""
    program = (
        "from made_cluster_rounds import made_round; "
        "from tuneround.workflow.compilation import compile_round; "
        "from tuneround.workflow.manifest import to_yaml; "
        "print(to_yaml(compile_round(*made_round(trainer={'nodeSelector': {'b': '1', 'a': '2'}}))))"
    )
    support = str(Path(__file__).parents[2] / "support")
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": support},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    first = compile_round(*made_round(trainer={"nodeSelector": {"b": "1", "a": "2"}}))
    assert outputs == {to_yaml(first) + "\n"}


def test_resources_are_limits_but_for_the_cpu() -> None:
    """Memory and devices are requests and limits, in their vendors' spelling; CPU is a request."""
    resources = {"cpu": 2, "memory": "8Gi", "amd.com/gpu": 4, "example.com/nic": "1"}
    container = template(compiled(trainer={"resources": resources}), "trial")["container"]
    assert container["resources"] == {
        "requests": {"cpu": "2", "memory": "8Gi", "amd.com/gpu": "4", "example.com/nic": "1"},
        "limits": {"memory": "8Gi", "amd.com/gpu": "4", "example.com/nic": "1"},
    }


def test_the_users_patch_lies_over_ours() -> None:
    """The escape hatch changes the container `main` and keeps what Argo's containers need."""
    patch = {"hostNetwork": True, "containers": [{"name": "main", "stdin": True}]}
    found = template(compiled(trainer={"podSpecPatch": patch}), "trial")["podSpecPatch"]
    merged = json.loads(found)
    assert merged["hostNetwork"] is True
    assert [c["name"] for c in merged["containers"]] == ["wait", "main"]
    assert merged["terminationGracePeriodSeconds"] == 120


def test_a_security_context_of_the_users_changes_the_training_container_only() -> None:
    """`trainer.securityContext` lies over the defaults of one container."""
    found = compiled(trainer={"securityContext": {"runAsUser": 7, "readOnlyRootFilesystem": False}})
    trial, plan = (template(found, name)["container"] for name in ("trial", "plan"))
    assert trial["securityContext"]["runAsUser"] == 7
    assert trial["securityContext"]["readOnlyRootFilesystem"] is False
    assert trial["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert "runAsUser" not in plan["securityContext"]


def test_shared_memory_is_a_volume_in_memory() -> None:
    """`sharedMemory` is mounted at /dev/shm with its size as the limit."""
    trial = template(compiled(trainer={"sharedMemory": "4Gi"}), "trial")
    directory = {"medium": "Memory", "sizeLimit": "4Gi"}
    assert trial["volumes"] == [{"name": "shared-memory", "emptyDir": directory}]
    mount = {"name": "shared-memory", "mountPath": "/dev/shm"}
    assert mount in trial["container"]["volumeMounts"]


@pytest.mark.parametrize(
    ("storage", "expected", "config"),
    [
        pytest.param(None, {}, True, id="left out"),
        pytest.param({"prefix": "mine"}, {"PREFIX": "mine"}, True, id="prefix only"),
        pytest.param(
            {"bucket": "b2b", "region": "r"}, {"BUCKET": "b2b", "REGION": "r"}, False, id="bucket"
        ),
        pytest.param(
            {"endpoint": "http://s3:1"},
            {"BUCKET": "tuneround", "ENDPOINT": "http://s3:1"},
            False,
            id="endpoint",
        ),
    ],
)
def test_storage_reaches_every_pod(
    storage: dict[str, str] | None, expected: dict[str, str], config: bool
) -> None:
    """What the spec leaves out, the namespace's ConfigMap says, or its name as the prefix."""
    found = compiled(**({"storage": storage} if storage else {}))
    for _, container in pods(found):
        given = {
            name.removeprefix("TUNEROUND_"): value
            for name, value in variables(container).items()
            if name.removeprefix("TUNEROUND_") in ("BUCKET", "ENDPOINT", "REGION", "PREFIX")
        }
        assert given == {"PREFIX": "tuneround/{{workflow.namespace}}", **expected}
        maps = [s["configMapRef"]["name"] for s in container["envFrom"] if "configMapRef" in s]
        assert maps == (["tuneround-storage"] if config else [])


def test_a_named_secret_must_be_there() -> None:
    """The default Secret may be missing, as with workload identity; a named one may not."""
    default = template(compiled(), "trial")["container"]["envFrom"][-1]
    named = template(compiled(storage={"bucket": "b2b", "credentialsSecret": "s"}), "trial")
    assert default == {"secretRef": {"name": "tuneround-s3", "optional": True}}
    assert named["container"]["envFrom"] == [{"secretRef": {"name": "s"}}]


def test_only_interrupted_trials_are_tried_again() -> None:
    """Retries are on the leaf, always, but for a failed trial and a wrong input."""
    found = compiled(budget={"retries": 7})
    retries = template(found, "trial")["retryStrategy"]
    assert (retries["limit"], retries["retryPolicy"]) == ("7", "Always")
    assert retries["expression"] == "asInt(lastRetry.exitCode) not in [2, 3]"
    assert "retryStrategy" not in template(found, "round")


def test_aggregation_follows_whatever_became_of_the_trials() -> None:
    """A DAG whose trials failed still aggregates, and a stopped one salvages on its way out."""
    found = compiled()
    after = tasks(found)["aggregate"]["depends"]
    assert after == "trials.Succeeded || trials.Failed || trials.Errored"
    assert template(found, "round")["dag"]["failFast"] is False
    assert found["spec"]["onExit"] == "salvage"
    step = template(found, "salvage")["steps"][0][0]
    assert step["when"] == "{{workflow.status}} != Succeeded"


def test_an_attempt_and_a_round_may_be_limited() -> None:
    """An attempt by its pod, a round by its Workflow: Argo ends pods that wait for a node, too."""
    found = compiled(trainer={"deadlineSeconds": 60}, workflow={"deadlineSeconds": 90})
    assert template(found, "trial")["activeDeadlineSeconds"] == 60
    assert found["spec"]["activeDeadlineSeconds"] == 90
    unlimited = compiled()
    assert "activeDeadlineSeconds" not in template(unlimited, "trial")
    assert "activeDeadlineSeconds" not in unlimited["spec"]


def test_packing_counts_blocks() -> None:
    """Ten trials, four to a pod, are three pods."""
    found = compiled(trainer={"trialsPerPod": 4}, budget={"trials": 10})
    assert tasks(found)["trials"]["withSequence"] == {"start": "0", "end": "2"}
    command = template(found, "trial")["container"]["command"]
    assert command[3:] == ["--block", "{{inputs.parameters.index}}", "--size", "4"]


@pytest.mark.parametrize(
    ("indices", "expected"),
    [
        pytest.param([2, 3, 4], {"withSequence": {"start": "2", "end": "4"}}, id="gapless"),
        pytest.param([1, 5], {"withItems": [1, 5]}, id="with gaps"),
    ],
)
def test_a_resumed_round_has_the_missing_trials_only(
    indices: list[int], expected: dict[str, Any]
) -> None:
    """A sequence where that suffices, else their numbers."""
    found = compile_round(*made_round(), name="made-r1-resume-1", indices=indices)
    assert expected.items() <= tasks(found)["trials"].items()
    assert found["metadata"]["name"] == "made-r1-resume-1"


def test_a_round_without_missing_trials_is_only_judged() -> None:
    """No trials: plan, then aggregate."""
    found = compile_round(*made_round(), indices=[])
    assert list(tasks(found)) == ["plan", "aggregate"]
    assert tasks(found)["aggregate"]["depends"] == "plan.Succeeded"


def test_a_thousand_trials_are_a_small_object() -> None:
    """The Workflow's size does not depend on the number of trials."""
    sizes = [len(json.dumps(compiled(budget={"trials": n, "parallelism": 1}))) for n in (10, 1000)]
    assert sizes[1] - sizes[0] < 10 and sizes[1] < 20_000


def test_shards_are_workflows_one_after_the_other() -> None:
    """Each shard has its part of the sequence, at the round's parallelism, and no plan."""
    found = compiled(workflow={"shardSize": 3}, budget={"trials": 8, "parallelism": 4})
    items = tasks(found)["shards"]["withItems"]
    assert [(i["name"], i["first"], i["last"]) for i in items] == [
        ("made-r1-shard-0", "0", "2"),
        ("made-r1-shard-1", "3", "5"),
        ("made-r1-shard-2", "6", "7"),
    ]
    shard = json.loads(template(found, "shard")["resource"]["manifest"])
    assert (found["spec"]["parallelism"], shard["spec"]["parallelism"]) == (1, 4)
    bounds = {"start": "{{workflow.parameters.first}}", "end": "{{workflow.parameters.last}}"}
    assert tasks(shard, "trials")["trials"]["withSequence"] == bounds
    assert template(shard, "trial") == template(compiled(budget={"trials": 8}), "trial")


def test_a_resumed_large_round_names_its_trials() -> None:
    """Where numbers are missing in between, a shard gets a list of its own."""
    round_, text = made_round(workflow={"shardSize": 2})
    found = compile_round(round_, text, indices=[0, 2, 3])
    assert [i["items"] for i in tasks(found)["shards"]["withItems"]] == ["[0,2]", "[3]"]
    shard = json.loads(template(found, "shard")["resource"]["manifest"])
    assert tasks(shard, "trials")["trials"]["withParam"] == "{{workflow.parameters.items}}"


def test_argo_sees_no_variables_of_a_shard() -> None:
    """In the parent's template only the parent's own parameters stand in braces."""
    manifest = template(compiled(workflow={"shardSize": 3}), "shard")["resource"]["manifest"]
    assert set(re.findall(r"\{\{(.*?)\}\}", manifest)) == {
        f"inputs.parameters.{field}" for field in ("name", "first", "last", "items")
    }


@given(goal=st.text("{}a \n\"\\'#:", min_size=1, max_size=30))
def test_a_carried_round_is_the_same_round(goal: str) -> None:
    """Whatever braces the file holds, the pods read the same round, and Argo finds no variable."""
    text = f"# {{{{x}}}} {{{{\n{made_round()[1]}"
    command = ["echo", "{{" + goal.replace("{", "").replace("}", "") + "}}", "{lr}"]
    text = text.replace(
        "- python\n    - train.py", "\n    ".join(f"- {json.dumps(c)}" for c in command)
    )
    round_ = read_round_text(text, "made.yaml")
    parameter = compile_round(round_, text)["spec"]["arguments"]["parameters"][0]["value"]
    assert "{{" not in parameter
    assert read_round_text(parameter, "carried") == round_


def test_a_plain_file_is_carried_as_it_is() -> None:
    """Comments and order stay for who reads the Workflow."""
    round_, text = made_round()
    text = f"# why this round\n{text}"
    found = compile_round(round_, text)
    assert found["spec"]["arguments"]["parameters"] == [{"name": "round", "value": text}]


@pytest.mark.parametrize(
    ("sections", "words"),
    [
        pytest.param({"trainer": {"image": None}}, ["spec.trainer.image"], id="no image"),
        pytest.param({"study": "{{x}}"}, ["double braces"], id="braces"),
        pytest.param(
            {"study": "{{x}}", "trainer": {"image": None}},
            ["spec.trainer.image", "double braces"],
            id="both at once",
        ),
    ],
)
def test_what_a_cluster_cannot_run_is_refused(sections: dict[str, Any], words: list[str]) -> None:
    """Each problem is named, all at once."""
    with pytest.raises(InputError) as refused:
        compiled(**sections)
    assert all(word in str(refused.value) for word in words)


def test_a_huge_file_is_refused() -> None:
    """A Workflow cannot carry it."""
    round_, text = made_round()
    with pytest.raises(InputError, match="at most 512 KiB; got 60"):
        compile_round(round_, text + "# " + "x" * 620_000)


def test_the_report_s_artifact_is_a_copy_that_the_command_can_make() -> None:
    """What the aggregation is started with are options of `tuneround aggregate`."""
    command = compile_round(*made_round(), report_artifact=True)
    container = template(command, "aggregate")["container"]
    words = [*container.get("command", []), *container.get("args", [])]
    assert "--copy" in words
    options = {
        option
        for parameter in get_command(application).commands["aggregate"].params
        for option in parameter.opts
    }
    assert {word for word in words if word.startswith("--")} <= options


def test_suspended_round_is_a_suspended_workflow() -> None:
    """`suspend` holds the whole round; its shards, which it would create later, hold nothing."""
    large = {"budget": {"trials": 8}, "workflow": {"shardSize": 4}}
    suspended = compiled(suspend=True, **large)
    assert [w["spec"].get("suspend") for w in workflows(suspended)] == [True, None]
    assert "suspend" not in compiled(**large)["spec"]


def test_a_training_pod_says_where_it_tells() -> None:
    """A label for who counts pods, a port and annotations for Prometheus, a file for last words."""
    found = template(compiled(), "trial")
    assert found["metadata"]["labels"]["tuneround.dev/component"] == "trial"
    assert found["container"]["ports"] == [{"name": "metrics", "containerPort": 9464}]
    assert found["metadata"]["annotations"]["prometheus.io/port"] == "9464"
    told = variables(found["container"])
    assert told["TUNEROUND_METRICS_PORT"] == "9464"
    assert told["TUNEROUND_POD_REPORT"] == "/dev/termination-log"
    others = [t for t in compiled()["spec"]["templates"] if t["name"] != "trial"]
    assert "tuneround.dev/component" not in json.dumps(others)


def test_the_users_annotations_outrank_ours() -> None:
    """Whoever does not want to be scraped says so."""
    trainer = {"annotations": {"prometheus.io/scrape": "false"}}
    annotations = template(compiled(trainer=trainer), "trial")["metadata"]["annotations"]
    assert annotations["prometheus.io/scrape"] == "false"
    assert annotations["prometheus.io/port"] == "9464"


def test_a_pod_on_the_node_s_network_takes_no_port_of_it() -> None:
    """Kubernetes would count it as the node's, which then holds one such pod."""
    found = template(compiled(trainer={"podSpecPatch": {"hostNetwork": True}}), "trial")
    assert "ports" not in found["container"]


@pytest.mark.parametrize("report_artifact", [False, True], ids=["plain", "with-report"])
def test_an_aggregation_leaves_its_summary(report_artifact: bool) -> None:
    """As an output that is empty where the pod was lost before it wrote one."""
    whole = compile_round(*made_round(), report_artifact=report_artifact)
    found = template(whole, "aggregate")
    place = {"path": "/tmp/summary.json", "default": ""}
    assert found["outputs"]["parameters"] == [{"name": "summary", "valueFrom": place}]
    command = found["container"]["command"]
    assert command[command.index("--summary") + 1] == "/tmp/summary.json"
