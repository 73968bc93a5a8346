"""LocalOperator: the operator as a process of this machine, with the rights of the chart's."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

from harness.helm import RELEASE, helm
from harness.images import ours
from harness.waiting import until
from prometheus_client.parser import text_string_to_metric_families

from rounds.laptop import laptop_of
from rounds.site import CHART, Site

ACCOUNT = "tuneround-operator"
READY_SECONDS = 60
RIGHTS = ("templates/operator/account.yaml", "templates/operator/rights.yaml")
CRD = CHART / "files" / "crd.yaml"


@dataclass
class LocalOperator:
    """A process, of which one runs at a time.

    Attributes:
        kubeconfig: of the operator's service account.
        namespace: the one it looks after.
        log: the file that it writes to.

    """

    kubeconfig: Path
    namespace: str
    log: Path
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _lines: int = 0

    def start(self, *options: str) -> None:
        """Start it, and wait until it looks after rounds."""
        command = [
            *(sys.executable, "-m", "tuneround_operator", f"--namespace={self.namespace}"),
            *("--metrics-port=0", "--health-port=0", f"--control-image={ours.name('control')}"),
            *options,
        ]
        self._lines = len(self.records)
        with self.log.open("ab") as log:
            environment = {**os.environ, "KUBECONFIG": str(self.kubeconfig)}
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, env=environment, start_new_session=True
            )
        until(
            "The operator is ready",
            lambda: self._is_ready,
            seconds=READY_SECONDS,
            next_step=f"Look at {self.log}.",
        )

    def end(self, kind: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        """Send it a signal; return its exit code, and after how many seconds it ended."""
        assert self._process is not None
        begun = monotonic()
        self._process.send_signal(kind)
        code = self._process.wait(timeout=READY_SECONDS)
        self._process = None
        return code, monotonic() - begun

    @property
    def pid(self) -> int:
        """Of the process."""
        assert self._process is not None
        return self._process.pid

    @property
    def records(self) -> list[dict[str, Any]]:
        """What it has logged, of all times that it was started."""
        if not self.log.exists():
            return []
        lines = self.log.read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    @property
    def is_running(self) -> bool:
        """Whether it was started, and has not ended."""
        return self._process is not None and self._process.poll() is None

    def sample(self, name: str, **labels: str) -> float:
        """Return the sum of a metric's samples that have these labels; 0 where there is none."""
        return sum(
            sample.value
            for family in text_string_to_metric_families(self._read(0, "metrics"))
            for sample in family.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        )

    def probe(self, path: str) -> int:
        """Return the status of a probe."""
        try:
            self._read(1, path)
        except HTTPError as error:
            return error.code
        return 200

    def _read(self, which: int, path: str) -> str:
        ports = self._ports
        assert ports is not None
        with urlopen(f"http://localhost:{ports[which]}/{path}", timeout=10) as answer:
            content: bytes = answer.read()
        return content.decode()

    @property
    def _is_ready(self) -> bool:
        assert self.is_running, self.log.read_text()
        return self._ports is not None and self.probe("readyz") == 200

    @property
    def _ports(self) -> tuple[int, int] | None:
        """Of metrics and of probes, once it has said them."""
        for record in self.records[self._lines :]:
            if record["message"].startswith("Metrics are on port"):
                words = record["message"].replace(",", " ").replace(".", " ").split()
                first, second = (int(word) for word in words if word.isdigit())
                return first, second
        return None


@contextmanager
def local_operator(site: Site, folder: Path) -> Iterator[LocalOperator]:
    """Yield an operator that may be started; it has ended in the end.

    Args:
        site: whose namespace it looks after.
        folder: for its kubeconfig and its log.

    """
    # Server-side: the schema is larger than the annotation of `kubectl apply`.
    site.cluster.kubectl("apply", "--server-side", "--force-conflicts", f"--filename={CRD}")
    rendered = helm(
        site.cluster,
        *("template", RELEASE, CHART, f"--namespace={site.namespace}"),
        *(f"--show-only={template}" for template in RIGHTS),
        *("--set=argo.check=false,s3.enabled=true", "--kube-version=1.35"),
    )
    site.kubectl("apply", "--filename=-", stdin=rendered)
    laptop = laptop_of(site, folder, ACCOUNT)
    operator = LocalOperator(laptop.kubeconfig, site.namespace, folder / "operator.log")
    try:
        yield operator
    finally:
        if operator.is_running:
            operator.end(signal.SIGKILL)
