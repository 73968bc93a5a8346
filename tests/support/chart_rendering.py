"""The chart, and helm, which renders it without a cluster."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

CHART = Path(__file__).parents[2] / "charts" / "tuneround"
VALUES = Path(__file__).parents[1] / "chart" / "values"
KINDS = (
    "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy",
    "argoproj.io/v1alpha1/WorkflowTemplate",
    "monitoring.coreos.com/v1",
)
CLUSTER = ["--kube-version", "1.35.4", *(f"--api-versions={kind}" for kind in KINDS)]


@dataclass(frozen=True)
class Helm:
    """A helm that reads nobody's settings."""

    program: Path
    home: Path

    def __call__(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Return how a helm command ended, and what it printed."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "KUBECONFIG": "/dev/null",
        }
        command = [str(part) for part in (self.program, *arguments)]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, timeout=60
        )

    def template(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Return what `helm template` says of a release `tuneround` in the namespace `tuning`."""
        return self("template", "tuneround", CHART, "--namespace", "tuning", *CLUSTER, *arguments)

    def rendered(self, *arguments: str | Path) -> str:
        """Return the manifests.

        Raises:
            AssertionError: helm refuses.

        """
        done = self.template(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def objects(self, *arguments: str | Path) -> list[dict[str, Any]]:
        """Return the manifests, parsed."""
        return [found for found in yaml.safe_load_all(self.rendered(*arguments)) if found]
