"""A trial of several pods: its Job, its Service and the names between them."""

import re
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from made_cluster_rounds import made_round
from tuneround.workflow.compilation import compile_round
from tuneround.workflow.names import service_name

NAMES = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?", fullmatch=True)


def manifests(name: str = "made-r1", **trainer: Any) -> dict[str, dict[str, Any]]:
    """Return what the resource templates of a round with workers create, by kind."""
    compiled = compile_round(*made_round(name, trainer={"workers": 3} | trainer))
    found = [
        yaml.safe_load(t["resource"]["manifest"])
        for t in compiled["spec"]["templates"]
        if "resource" in t
    ]
    return {manifest["kind"]: manifest for manifest in found}


def test_a_job_has_as_many_pods_as_workers() -> None:
    """Indexed, all at once, and over with the first loss."""
    spec = manifests()["Job"]["spec"]
    assert (spec["completions"], spec["parallelism"], spec["backoffLimit"]) == (3, 3, 0)
    assert spec["completionMode"] == "Indexed"
    assert spec["template"]["spec"]["restartPolicy"] == "Never"


def test_workers_find_each_other() -> None:
    """The Service selects the Job's pods, and rank 0's address is a pod's own name in it."""
    found = manifests()
    job, service = found["Job"]["spec"]["template"], found["Service"]
    assert service["spec"]["selector"].items() <= job["metadata"]["labels"].items()
    assert job["spec"]["subdomain"] == service["metadata"]["name"]
    values = {v["name"]: v.get("value") for v in job["spec"]["containers"][0]["env"]}
    assert values["MASTER_ADDR"] == f"$(TUNEROUND_JOB)-0.{service['metadata']['name']}"
    assert (values["WORLD_SIZE"], values["PET_NNODES"], values["TUNEROUND_WORKERS"]) == ("3",) * 3
    names = list(values)
    assert names.index("TUNEROUND_JOB") < names.index("MASTER_ADDR"), "Kubernetes expands in order"


def test_worker_pods_say_where_they_tell() -> None:
    """Like the pod of a trial that needs one only."""
    pod = manifests()["Job"]["spec"]["template"]
    assert pod["metadata"]["labels"]["tuneround.dev/component"] == "trial"
    [container] = pod["spec"]["containers"]
    assert container["ports"] == [{"name": "metrics", "containerPort": 9464}]
    names = [variable["name"] for variable in container["env"]]
    assert {"TUNEROUND_METRICS_PORT", "TUNEROUND_POD_REPORT"} <= set(names)


def test_worker_pods_have_no_token() -> None:
    """They talk to the bucket only, not to Kubernetes."""
    assert manifests()["Job"]["spec"]["template"]["spec"]["automountServiceAccountToken"] is False


@given(name=NAMES, trial=st.integers(0, 999_999), worker=st.integers(0, 1023))
def test_names_fit_into_dns_labels(name: str, trial: int, worker: int) -> None:
    """Whatever the round's name, pods and Service have valid host names."""
    found = manifests(name)
    job = found["Job"]["metadata"]["generateName"].replace(
        "{{inputs.parameters.index}}", str(trial)
    )
    host = f"{job}x8z2k-{worker}"
    service = found["Service"]["metadata"]["name"]
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*[a-z0-9]", host) and len(host) <= 63
    assert re.fullmatch(r"[a-z][a-z0-9-]*[a-z0-9]", service) and len(service) <= 63


@pytest.mark.parametrize("number", [1, 12])
def test_resumed_rounds_have_services_of_their_own(number: int) -> None:
    """Also where the name must be shortened."""
    long = "r" * 52
    assert service_name(f"{long}-resume-{number}") != service_name(f"{long}-resume-{number + 1}")
