"""Bench: what a round adds to Argo's own fan-out, where a trial trains nothing.

All in one go: 64 trials at parallelism 32, once with the controller's DEFAULT_REQUEUE_TIME at its
default of ten seconds and once at one, against 64 pods of the same image that run `python -c pass`
and nothing of ours; 64 plain batch Jobs of that image for the record; and the round once more with
eight trials to a pod.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from secrets import token_hex
from time import perf_counter
from typing import Any

import yaml
from harness.argo import Argo
from harness.cluster import up
from harness.images import ours
from harness.namespaces import EXECUTOR
from harness.waiting import until
from rounds.site import Site, made_site
from tuneround.spec.reading import read_round_text
from tuneround.spec.storage import Storage
from tuneround.store.environment import round_keys
from tuneround.workflow.compilation import compile_round
from tuneround.workflow.manifest import to_yaml

TRIALS, PARALLELISM, PACKED = 64, 32, 8
LIMIT, PACKED_LIMIT = 1.4, 0.5
PATIENCE_SECONDS = 400
PATIENCE = f"--timeout={PATIENCE_SECONDS}s"
RESTRICTED = {
    "runAsNonRoot": True,
    "runAsUser": 1000,
    "seccompProfile": {"type": "RuntimeDefault"},
}
CONTAINED = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
REQUESTS = {"requests": {"cpu": "10m", "memory": "64Mi"}}
TRAINING = """
from tuneround import Trial
with Trial.from_environment() as trial:
    for step in trial.steps():
        trial.evaluate({"loss": 1.0})
"""


@dataclass(frozen=True)
class Bench:
    """The namespace in which everything is measured.

    Nothing polls the API server meanwhile: on two cores, a kubectl every tenth of a second is a
    quarter of the machine.
    """

    site: Site

    def round(self, trials_per_pod: int = 1) -> float:
        """Return the seconds from `argo submit` of a compiled round to its result.json."""
        name = f"nothing-{token_hex(3)}"
        text = yaml.safe_dump(_round(name, trials_per_pod))
        round_ = read_round_text(text, name)
        manifest = to_yaml(compile_round(round_, text))
        keys = round_keys(round_, Storage(prefix=f"tuneround/{self.site.namespace}"))
        begin = perf_counter()
        self.submit(manifest)
        until(
            f"The result of {name}",
            lambda: any(self.site.bucket.list(keys.result)),
            seconds=PATIENCE_SECONDS,
            next_step="Look at its pods.",
        )
        seconds = perf_counter() - begin
        self._end(name)
        return seconds

    def fan_out(self) -> float:
        """Return the seconds of Argo's own fan-out, from `argo submit` to its end."""
        name = f"fan-out-{token_hex(3)}"
        begin = perf_counter()
        self.submit(yaml.safe_dump(_fan_out(name)))
        self._wait_for_success(name)
        seconds = perf_counter() - begin
        self._end(name)
        return seconds

    def batch_jobs(self) -> float:
        """Return the seconds of as many plain Jobs, from the first to the last one's end."""
        group = f"jobs-{token_hex(3)}"
        begin = perf_counter()
        jobs = [_job(f"{group}-{i}", group) for i in range(TRIALS)]
        self.site.kubectl("create", "-f-", stdin=_list(jobs))
        self.site.kubectl(
            "wait", "jobs", f"--selector=group={group}", "--for=condition=complete", PATIENCE
        )
        seconds = perf_counter() - begin
        self.site.kubectl("delete", "jobs", f"--selector=group={group}", "--wait=true")
        return seconds

    def submit(self, manifest: str) -> None:
        """Submit a Workflow the way a user does."""
        self.site.tell_argo("submit", "-", stdin=manifest)

    def _wait_for_success(self, name: str) -> None:
        succeeded = "--for=jsonpath={.status.phase}=Succeeded"
        self.site.kubectl("wait", f"workflow/{name}", succeeded, PATIENCE)

    def _end(self, name: str) -> None:
        """Wait until the Workflow has succeeded, and nothing of it is left for the next one."""
        self._wait_for_success(name)
        self.site.kubectl("delete", "workflow", name, "--wait=true")
        selector = f"--selector=workflows.argoproj.io/workflow={name}"
        self.site.kubectl("wait", "pods", selector, "--for=delete", PATIENCE)


def _round(name: str, trials_per_pod: int) -> dict[str, Any]:
    return {
        "apiVersion": "tuneround.dev/v1alpha1",
        "kind": "TuningRound",
        "metadata": {"name": name},
        "spec": {
            "study": "overhead",
            "goal": "What does a trial cost besides its training?",
            "objective": {"metric": "loss", "direction": "minimize"},
            "trainer": {
                "image": ours.name("trainer"),
                "command": ["python", "-c", TRAINING],
                "resources": {"cpu": "10m", "memory": "256Mi"},
                "threads": 1,
                "trialsPerPod": trials_per_pod,
            },
            "budget": {
                "trials": TRIALS,
                "parallelism": PARALLELISM,
                "steps": 1,
                "evaluateEvery": 1,
            },
            "hyperparameters": {"nuisance": [{"name": "rate", "min": 0.1, "max": 1.0}]},
            "workflow": {
                "controlImage": ours.name("control"),
                "resources": {"cpu": "10m", "memory": "512Mi"},
            },
        },
    }


def _fan_out(name: str) -> dict[str, Any]:
    """Return what an engineer would write to run the image 64 times under the same standard."""
    patch = {
        "initContainers": [{"name": "init", "securityContext": CONTAINED}],
        "containers": [{"name": "wait", "securityContext": CONTAINED}],
    }
    task = {
        "name": "pods",
        "template": "pod",
        "withSequence": {"count": str(TRIALS)},
    }
    pod = {
        "name": "pod",
        "container": _container(),
        "retryStrategy": {"limit": "3", "retryPolicy": "Always"},
        "podSpecPatch": json.dumps(patch),
    }
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Workflow",
        "metadata": {"name": name},
        "spec": {
            "entrypoint": "all",
            "serviceAccountName": EXECUTOR,
            "parallelism": PARALLELISM,
            "securityContext": RESTRICTED,
            "podGC": {"strategy": "OnWorkflowSuccess"},
            "templates": [{"name": "all", "dag": {"tasks": [task]}}, pod],
        },
    }


def _job(name: str, group: str) -> dict[str, Any]:
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": name, "labels": {"group": group}},
        "spec": {
            "backoffLimit": 3,
            "template": {
                "spec": {
                    "restartPolicy": "Never",
                    "securityContext": RESTRICTED,
                    "containers": [{"name": "main", **_container()}],
                }
            },
        },
    }


def _container() -> dict[str, Any]:
    return {
        "image": ours.name("trainer"),
        "command": ["python", "-c", "pass"],
        "resources": REQUESTS,
        "securityContext": CONTAINED,
    }


def _list(items: list[dict[str, Any]]) -> str:
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": items})


@contextmanager
def bench() -> Iterator[Bench]:
    """Yield a namespace with the chart; the controller runs as before afterwards."""
    cluster = up()
    if cluster.argo is None:
        sys.exit("NOT MEASURED: Argo's binaries are absent.")
    try:
        with made_site(cluster, cluster.argo, f"bench-{token_hex(3)}") as site:
            yield Bench(site)
    finally:
        _restart(cluster.argo, None)


def _restart(argo: Argo, requeue_time: str | None) -> None:
    argo.controller.kill()
    argo.controller.start(requeue_time)


def main() -> int:
    """Measure, print a line each, and return how many limits were missed."""
    missed = 0
    with bench() as it:
        it.fan_out()  # warms the page cache with the image; not counted
        for requeue in (None, "1s"):
            _restart(it.site.argo, requeue)
            plain = it.fan_out()
            round_ = it.round()
            packed = it.round(PACKED)
            print(f"DEFAULT_REQUEUE_TIME {requeue or '10s, its default'}")
            print(f"  Argo's fan-out, {TRIALS} pods    {plain:6.1f} s")
            missed += _line("round", round_ / plain, LIMIT, round_)
            missed += _line(f"round, {PACKED} trials a pod", packed / plain, PACKED_LIMIT, packed)
        print(f"  {TRIALS} batch Jobs              {it.batch_jobs():6.1f} s")
    return missed


def _line(name: str, ratio: float, limit: float, seconds: float) -> bool:
    verdict = "" if ratio <= limit else "  TOO SLOW"
    print(f"  {name:<24} {seconds:6.1f} s  ratio {ratio:5.2f}  (limit {limit:g}){verdict}")
    return ratio > limit


if __name__ == "__main__":
    sys.exit(main())
