"""The programs of the cluster, each built once for its go.mod."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from harness.commands import output
from harness.places import KEPT, REPOSITORY
from harness.progress import step

MODULES = REPOSITORY / "tests" / "cluster" / "tools"
FLAGS = ["-trimpath", "-buildvcs=false"]
STRIP = "-s -w"


def _kubernetes_flags() -> str:
    """Return the linker's flags that tell the programs which Kubernetes they are."""
    found = [
        line.split()[1]
        for line in (MODULES / "kubernetes" / "go.mod").read_text(encoding="utf-8").splitlines()
        if line.split()[:1] == ["k8s.io/kubernetes"]
    ]
    major, minor = found[0].removeprefix("v").split(".")[:2]
    values = {
        "k8s.io/component-base/version.gitVersion": found[0],
        "k8s.io/component-base/version.gitMajor": major,
        "k8s.io/component-base/version.gitMinor": minor,
        "k8s.io/client-go/pkg/version.gitVersion": found[0],
    }
    return " ".join([STRIP, *(f"-X {name}={value}" for name, value in values.items())])


@dataclass(frozen=True)
class Tools:
    """The folders that hold the built programs."""

    kubernetes: Path
    etcd: Path
    helm: Path
    coredns: Path
    store: Path

    def kubernetes_program(self, name: str) -> Path:
        """Return a program of Kubernetes by its name, such as kubelet."""
        return self.kubernetes / name

    @property
    def kubectl(self) -> Path:
        """Return kubectl."""
        return self.kubernetes / "kubectl"


def build() -> Tools:
    """Build what is not built yet: minutes the first time, nothing later."""
    return Tools(
        kubernetes=_built("kubernetes", MODULES / "kubernetes", _kubernetes_flags()),
        etcd=_built("etcd", MODULES / "etcd", STRIP) / "server",
        helm=helm(),
        coredns=_built("coredns", MODULES / "coredns", STRIP) / "coredns",
        store=_built("store", REPOSITORY / "tests" / "store" / "versitygw", STRIP) / "versitygw",
    )


def helm() -> Path:
    """Build helm alone, with which the chart is tested without a cluster."""
    return _built("helm", MODULES / "helm", STRIP) / "helm"


def _built(name: str, module: Path, linker_flags: str) -> Path:
    """Return the folder with the tools of a go.mod, which its content and the flags name."""
    parts = [(module / file).read_bytes() for file in ("go.mod", "go.sum")]
    key = hashlib.sha256(b"\0".join([*parts, linker_flags.encode()])).hexdigest()[:12]
    folder = KEPT / f"{name}-{key}"
    if folder.exists():
        return folder
    unfinished = KEPT / f"{name}-{key}.{os.getpid()}"  # two sessions may build at once
    unfinished.mkdir(parents=True, exist_ok=True)
    command = ["go", "build", *FLAGS, "-ldflags", linker_flags, "-o", f"{unfinished}/", "tool"]
    with step(f"Building {name} by Go, once"):
        output(command, directory=module, environment={**os.environ, "CGO_ENABLED": "0"})
    try:
        unfinished.rename(folder)
    except OSError:
        if not folder.exists():
            raise
        shutil.rmtree(unfinished)
    return folder
