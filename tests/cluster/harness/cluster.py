"""The cluster as a whole: up, and down."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from harness import (
    argo,
    certificates,
    containerd,
    controlplane,
    dns,
    leftovers,
    machine,
    network,
    node,
    tools,
    tuningrounds,
)
from harness.failures import HarnessError
from harness.images import ours, small, transfer
from harness.kubectl import Kubectl
from harness.lock import alone
from harness.places import KUBECONFIG, LOGS, STATE, external_kubeconfig
from harness.progress import say


@dataclass(frozen=True)
class Cluster:
    """A cluster that answers.

    Args:
        argo: its Argo, or None where its binaries are absent.
        external: whether it is not ours.

    """

    kubectl: Kubectl
    helm: Path
    argo: argo.Argo | None
    external: bool


def up() -> Cluster:
    """Start what is not running of the cluster, and return it."""
    kubeconfig = external_kubeconfig()
    if kubeconfig is not None:
        return _external(kubeconfig)
    machine.check()
    with alone():
        return _own()


def _own() -> Cluster:
    machine.install_packages()
    built = tools.build()
    for folder in (STATE, LOGS):
        folder.mkdir(parents=True, exist_ok=True)
    certificates.make()
    network.prepare()
    kubectl = Kubectl(built.kubectl, KUBECONFIG)
    shutil.copy2(certificates.kubeconfig("admin"), KUBECONFIG)
    containerd.start()
    transfer.ensure(small.pause())
    controlplane.start(built, kubectl)
    node.start(built, kubectl)
    dns.start(built, kubectl)
    argo.define(kubectl)
    tuningrounds.define(kubectl)
    found = _argo(argo.start, kubectl)
    transfer.ensure(small.store(built.store))
    ours.ensure()
    return Cluster(kubectl, built.helm, found, external=False)


def down() -> None:
    """Stop every pod and process of the cluster, and delete its state."""
    if external_kubeconfig() is not None:
        raise HarnessError(
            "Only a cluster that the harness started is taken down; got TUNEROUND_KUBECONFIG. "
            "Unset it, or stop that cluster by its own means."
        )
    with alone():
        leftovers.remove()
        if STATE.exists():
            shutil.rmtree(STATE)
    say("The cluster is down; built tools and images are kept in .tools.")


def _argo(start: Callable[[Kubectl], argo.Argo], kubectl: Kubectl) -> argo.Argo | None:
    """Return the cluster's Argo; without one, say so: what needs it is skipped, the rest is not."""
    try:
        return start(kubectl)
    except HarnessError as error:
        say(f"WITHOUT ARGO: {error}")
        return None


def _external(kubeconfig: Path) -> Cluster:
    """Return the cluster of TUNEROUND_KUBECONFIG, as it is but for the kind TuningRound."""
    programs = {name: shutil.which(name) for name in ("kubectl", "helm")}
    absent = [name for name, path in programs.items() if path is None]
    if absent:
        raise HarnessError(
            "With TUNEROUND_KUBECONFIG nothing is built, so kubectl and helm must be on PATH; "
            f"got no {' and no '.join(absent)}. Install what is missing."
        )
    kubectl = Kubectl(Path(str(programs["kubectl"])), kubeconfig)
    if not kubectl.answers():
        raise HarnessError(
            f"The cluster of TUNEROUND_KUBECONFIG={kubeconfig} must answer; it does not. "
            f"Try: kubectl --kubeconfig {kubeconfig} get --raw /readyz"
        )
    say(f"Using the cluster of {kubeconfig}.")
    tuningrounds.define(kubectl)
    found = _argo(argo.of_cluster, kubectl)
    return Cluster(kubectl, Path(str(programs["helm"])), found, external=True)
