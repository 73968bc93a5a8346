"""kubectl, as the cluster's administrator."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.commands import output
from harness.failures import HarnessError


@dataclass(frozen=True)
class Kubectl:
    """A kubectl with the kubeconfig of one cluster."""

    program: Path
    kubeconfig: Path

    def __call__(self, *arguments: str, stdin: str | None = None) -> str:
        """Return what kubectl prints.

        Raises:
            HarnessError: kubectl refuses.

        """
        return output([self.program, "--kubeconfig", self.kubeconfig, *arguments], stdin=stdin)

    def get(self, *arguments: str) -> dict[str, Any]:
        """Return an object, or a list of objects, as the API server gives it."""
        found: dict[str, Any] = json.loads(self("get", *arguments, "--output=json"))
        return found

    def apply(self, objects: Iterable[dict[str, Any]]) -> None:
        """Create or change objects. By the server: Argo's schemas do not fit into annotations."""
        everything = {"apiVersion": "v1", "kind": "List", "items": list(objects)}
        flags = ["--server-side", "--force-conflicts", "--filename=-"]
        self("apply", *flags, stdin=json.dumps(everything))

    def answers(self) -> bool:
        """Say whether the API server is ready."""
        try:
            self("get", "--raw", "/readyz", "--request-timeout=5s")
        except HarnessError:
            return False
        return True
