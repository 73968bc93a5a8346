"""Installed: the operator of the chart, in its pod, which tests stop, kill and double."""

from dataclasses import dataclass
from typing import Any

from harness.waiting import until
from prometheus_client.parser import text_string_to_metric_families

from rounds import faults
from rounds.site import Site

NAME = "tuneround-operator"
METRICS_PORT = 8080
READY_SECONDS = 120


@dataclass(frozen=True)
class InstalledOperator:
    """The operator of a site."""

    site: Site

    @property
    def pods(self) -> list[dict[str, Any]]:
        """Its pods, those that end included."""
        labels = self.site.get("deployment", NAME)["spec"]["selector"]["matchLabels"]
        selector = ",".join(f"{key}={value}" for key, value in labels.items())
        found: list[dict[str, Any]] = self.site.get("pods", f"--selector={selector}")["items"]
        return found

    @property
    def pod(self) -> str:
        """The name of its one pod."""
        (pod,) = self.pods
        return str(pod["metadata"]["name"])

    @property
    def restarts(self) -> int:
        """How often its container was started again."""
        return sum(
            s["restartCount"] for pod in self.pods for s in pod["status"]["containerStatuses"]
        )

    def kill(self) -> None:
        """Kill it by SIGKILL, and wait until its successor serves."""
        killed = self.pod
        faults.kill_container(self.site, killed)
        # A container that dies again and again is restarted ever later; another pod begins at once.
        self.site.kubectl("delete", "pod", killed, "--grace-period=0", "--force")
        self.wait_for_ready(1)

    def scale(self, replicas: int) -> None:
        """Have so many of it, and wait until they serve, and others have gone."""
        self.site.kubectl("scale", f"deployment/{NAME}", f"--replicas={replicas}")
        self.wait_for_ready(replicas)

    def wait_for_ready(self, replicas: int) -> None:
        """Wait until exactly so many pods are there, all of them ready."""

        def ready() -> bool:
            pods = self.pods
            return len(pods) == replicas and all(map(is_ready, pods))

        until(
            f"{replicas} pods of the operator are ready",
            ready,
            seconds=READY_SECONDS,
            next_step=f"kubectl --namespace {self.site.namespace} logs deployment/{NAME}",
        )

    def sample(self, name: str, **labels: str) -> float:
        """Return the sum of a metric's samples that have these labels; 0 where there is none."""
        return sum(
            sample.value
            for family in text_string_to_metric_families(self._metrics())
            for sample in family.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        )

    def quantile(self, histogram: str, share: float) -> float:
        """Return the upper bound of the bucket in which that share of the observations ends."""
        counts: dict[float, float] = {}
        for family in text_string_to_metric_families(self._metrics()):
            for sample in family.samples:
                if sample.name == f"{histogram}_bucket":
                    bound = float(sample.labels["le"])
                    counts[bound] = counts.get(bound, 0) + sample.value
        wanted = share * max(counts.values())
        return min(bound for bound, count in counts.items() if count >= wanted)

    def _metrics(self) -> str:
        path = f"/api/v1/namespaces/{self.site.namespace}/pods/{self.pod}:{METRICS_PORT}"
        return self.site.kubectl("get", "--raw", f"{path}/proxy/metrics")


def is_ready(pod: dict[str, Any]) -> bool:
    """Return whether a pod serves, and does not end."""
    if "deletionTimestamp" in pod["metadata"]:
        return False
    conditions = pod["status"].get("conditions", [])
    return any(each["type"] == "Ready" and each["status"] == "True" for each in conditions)
