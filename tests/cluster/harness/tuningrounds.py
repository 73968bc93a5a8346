"""The kind TuningRound, which all releases of the chart in the cluster share."""

from harness.kubectl import Kubectl
from harness.places import REPOSITORY

DEFINITION = REPOSITORY / "charts" / "tuneround" / "files" / "crd.yaml"
NAME = "customresourcedefinition/tuningrounds.tuneround.dev"


def define(kubectl: Kubectl) -> None:
    """Define the kind, or change it to what the chart has."""
    kubectl("apply", "--server-side", "--force-conflicts", f"--filename={DEFINITION}")
    kubectl("wait", "--for=condition=Established", NAME, "--timeout=60s")
