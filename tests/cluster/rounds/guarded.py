"""Guarded: objects that the lists of a platform team let in, or refuse."""

import json
from collections.abc import Callable, Collection
from typing import Any

import yaml
from harness import pods
from harness.cluster import Cluster
from harness.failures import HarnessError
from harness.helm import install
from harness.images import ours, small
from harness.kubectl import Kubectl
from harness.places import REPOSITORY
from harness.waiting import until
from tuneround.spec.reading import read_round_text
from tuneround.workflow.compilation import compile_round

from rounds.texts import round_text

CHART = REPOSITORY / "charts" / "tuneround"
TRAINER = ours.name("trainer").rpartition(":")[0]
EXECUTOR = small.EXECUTOR.rpartition(":")[0]
S3 = "https://s3.example.org"
POLICY = {
    "enabled": True,
    "images": [TRAINER, "registry.example.org"],
    "buckets": ["weights"],
    "endpoints": [f"{S3}/"],
    "executorImages": [EXECUTOR, "quay.io/argoproj/argoexec"],
}
CREATOR, OPERATOR = "tuneround-creator", "tuneround-operator"
Object = dict[str, Any]
Way = Callable[[str, dict[str, str]], Object]


def pod(image: str, storage: dict[str, str]) -> Object:
    """Return a bare pod."""
    made = pods.pod("guarded", image, ["true"])
    variables = [{"name": f"TUNEROUND_{k.upper()}", "value": v} for k, v in storage.items()]
    made["spec"]["containers"][0]["env"] = variables
    return made


def workflow(image: str, storage: dict[str, str]) -> Object:
    """Return the Workflow of a round, as `tuneround compile` makes it."""
    text = yaml.safe_dump(tuning_round(image, storage))
    return compile_round(read_round_text(text, "round.yaml"), text)


def tuning_round(image: str, storage: dict[str, str]) -> Object:
    """Return a TuningRound."""
    changes = {"storage": storage} if storage else {}
    made: Object = yaml.safe_load(round_text("guarded", trainer={"image": image}, **changes))
    return made


WAYS: dict[str, Way] = {"round": tuning_round, "workflow": workflow, "pod": pod}
"""Every way in, by a function of an image and of what a storage says."""


def with_account(object_: Object, account: str = CREATOR) -> Object:
    """Return a pod, or a round, that runs as `account`."""
    if object_["kind"] == "Pod":
        object_["spec"]["serviceAccountName"] = account
    else:
        object_["spec"]["trainer"]["serviceAccount"] = account
    return object_


def answer(kubectl: Kubectl, namespace: str, object_: Object) -> str:
    """Return what the API server says to an object, which it does not store."""
    flags = ["--dry-run=server", "--filename=-", f"--namespace={namespace}"]
    try:
        return kubectl("create", *flags, stdin=json.dumps(object_))
    except HarnessError as error:
        return str(error)


def guard(cluster: Cluster, release: str, policy: Object = POLICY, **values: Any) -> None:
    """Install the chart with lists in the namespace `release`, and wait until they are enforced."""
    install(cluster, CHART, release, policy=policy, **values)
    wrong = [way("evil", {}) for way in WAYS.values()]
    wrong += [with_account(way(TRAINER, {})) for way in (tuning_round, pod)]
    wait_for_refusal(cluster.kubectl, release, wrong)


def wait_for_refusal(kubectl: Kubectl, namespace: str, wrong: Collection[Object]) -> None:
    """Wait until the API server, which learns of policies a moment later, refuses all of these."""
    until(
        f"The API server enforces the lists in {namespace}",
        lambda: all("denied request" in answer(kubectl, namespace, each) for each in wrong),
        seconds=60,
        next_step="kubectl get validatingadmissionpolicies,validatingadmissionpolicybindings",
    )
