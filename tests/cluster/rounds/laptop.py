"""Laptop: tuneround's commands outside of the cluster, as somebody with a submitter's rights."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from harness.helm import RELEASE, helm

from rounds.site import CHART, Site

ACCOUNT = "laptop"
ROLES = "templates/accounts/submitters.yaml"
END_SECONDS = 300


@dataclass(frozen=True)
class Laptop:
    """A machine with tuneround and a kubeconfig."""

    kubeconfig: Path
    namespace: str

    def __call__(self, command: str, file: Path, *options: str) -> subprocess.CompletedProcess[str]:
        """Run a command on a round's file to its end."""
        return subprocess.run(
            self._words(command, file, options),
            env=self._environment,
            cwd=file.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=END_SECONDS,
        )

    def json(self, command: str, file: Path, *options: str) -> dict[str, Any]:
        """Run a command that must succeed, and return what it prints for programs."""
        done = self(command, file, "--json", *options)
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def interrupted(self, command: str, file: Path, *options: str, at: str) -> tuple[int, str]:
        """Run a command until it says `at` on standard error, press Ctrl-C, and let it end.

        Returns:
            Its exit code, and what it said afterwards.

        """
        process = subprocess.Popen(
            self._words(command, file, options),
            env=self._environment,
            cwd=file.parent,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        with process.stderr:
            heard = next(line for line in process.stderr if at in line)
            assert heard
            process.send_signal(signal.SIGINT)
            rest = process.stderr.read()
        return process.wait(), rest

    def changed(self, change: Callable[[dict[str, Any]], None], file: Path) -> "Laptop":
        """Return the laptop with a changed copy of its kubeconfig, written to `file`."""
        content = yaml.safe_load(self.kubeconfig.read_text())
        change(content)
        file.write_text(yaml.safe_dump(content))
        return replace(self, kubeconfig=file)

    def _words(self, command: str, file: Path, options: Sequence[str]) -> list[str | Path]:
        where = f"--namespace={self.namespace}"
        return [sys.executable, "-m", "tuneround", command, file, where, *options]

    @property
    def _environment(self) -> dict[str, str]:
        ours = ("TUNEROUND_", "AWS_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return {**kept, "KUBECONFIG": str(self.kubeconfig)}


def laptop_of(site: Site, folder: Path, account: str = ACCOUNT) -> Laptop:
    """Return a laptop with the rights of an account of the namespace; a submitter's by default."""
    if account == ACCOUNT:
        metadata = {"name": account, "namespace": site.namespace}
        site.cluster.kubectl.apply(
            [{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata}]
        )
        _grant(site, account)
    token = site.kubectl("create", "token", account, "--duration=1h").strip()
    administrator = Laptop(site.cluster.kubectl.kubeconfig, site.namespace)

    def use_token(content: dict[str, Any]) -> None:
        for user in content["users"]:
            user["user"] = {"token": token}

    return administrator.changed(use_token, folder / f"kubeconfig-{account}")


def _grant(site: Site, account: str) -> None:
    subject = {"kind": "ServiceAccount", "name": account, "namespace": site.namespace}
    rendered = helm(
        site.cluster,
        *("template", RELEASE, CHART, f"--namespace={site.namespace}", f"--show-only={ROLES}"),
        *("--set=argo.check=false,s3.enabled=true", "--kube-version=1.35"),
        f"--set-json=accounts.submitters={json.dumps([subject])}",
    )
    site.kubectl("apply", "--filename=-", stdin=rendered)
