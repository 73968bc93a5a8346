"""Pod: what Kubernetes needs to know about the training pods; a local run ignores it."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, StrictBool, StrictStr, model_validator

from tuneround.spec.model import SpecModel
from tuneround.spec.patterns import ENVIRONMENT, MOUNT, SECRET
from tuneround.spec.problems import Problem, raise_problems
from tuneround.spec.quantity import Quantity
from tuneround.spec.rules.pod import pod_problems

Native = Mapping[str, Any]
"""A part of a pod as Kubernetes spells it, passed on as it is."""

SOURCES = (
    "persistent_volume_claim",
    "config_map",
    "secret",
    "empty_dir",
    "host_path",
    "nfs",
    "csi",
    "ephemeral",
    "projected",
)


class EnvironmentVariable(SpecModel):
    """A variable of the training program's environment."""

    name: str = Field(pattern=ENVIRONMENT)
    """Its name."""
    value: StrictStr | None = None
    """Its value, in quotes where it looks like a number."""
    value_from: Native | None = None
    """Where its value comes from, as Kubernetes spells it: secretKeyRef, configMapKeyRef."""


class EnvironmentSource(SpecModel):
    """A Secret or ConfigMap whose every key becomes a variable."""

    secret_ref: Native | None = None
    """`{name: …}` of a Secret."""
    config_map_ref: Native | None = None
    """`{name: …}` of a ConfigMap."""
    prefix: StrictStr | None = None
    """What the variables' names begin with."""


class Toleration(SpecModel):
    """A taint of nodes that the training pods tolerate."""

    key: StrictStr | None = None
    """The taint's key; left out with operator Exists: every taint."""
    operator: Literal["Equal", "Exists"] = "Equal"
    """Whether the taint's value counts."""
    value: StrictStr | None = None
    """The taint's value."""
    effect: Literal["NoSchedule", "PreferNoSchedule", "NoExecute"] | None = None
    """The taint's effect; left out: every effect."""
    toleration_seconds: int | None = Field(default=None, ge=0, strict=True)
    """How long a NoExecute taint is tolerated."""


class Volume(SpecModel):
    """A volume with data, with one source, as Kubernetes spells it."""

    name: str = Field(pattern=SECRET)
    """What `volumeMounts` call it."""
    persistent_volume_claim: Native | None = None
    """`{claimName: …}`."""
    config_map: Native | None = None
    """`{name: …}`."""
    secret: Native | None = None
    """`{secretName: …}`."""
    empty_dir: Native | None = None
    """`{}`: room on the node, for as long as the pod lives."""
    host_path: Native | None = None
    """`{path: …}` on the node; refused by the restricted Pod Security Standard."""
    nfs: Native | None = None
    """`{server: …, path: …}`."""
    csi: Native | None = None
    """An inline volume of a CSI driver."""
    ephemeral: Native | None = None
    """A claim that lives as long as the pod."""
    projected: Native | None = None
    """Several sources in one folder."""

    @model_validator(mode="after")
    def _check(self) -> "Volume":
        given = [name for name in SOURCES if getattr(self, name) is not None]
        if len(given) != 1:
            rule = "A volume has one source, such as `persistentVolumeClaim: {claimName: …}`"
            step = "Keep one" if given else "Add it"
            raise_problems([Problem((), rule, f"{len(given)} of them", step)])
        return self


class VolumeMount(SpecModel):
    """Where the training program finds a volume."""

    name: str = Field(pattern=SECRET)
    """The volume's name."""
    mount_path: str = Field(pattern=MOUNT, max_length=1000)
    """The folder, an absolute path."""
    sub_path: StrictStr | None = None
    """The part of the volume that is mounted; left out: all of it."""
    read_only: StrictBool = False
    """Whether writing is refused."""


class PodOptions(SpecModel):
    """What Kubernetes needs to know about the training pods."""

    image_pull_policy: Literal["Always", "IfNotPresent", "Never"] | None = None
    """When a node fetches the image; left out, Kubernetes decides by its tag."""
    image_pull_secrets: tuple[str, ...] = Field(default=(), max_length=20)
    """Names of Secrets with which the images are fetched."""
    workers: int = Field(default=1, ge=1, le=1024, strict=True)
    """Pods that train one trial together; each gets `resources`. One pod with several processes
    needs no more than torchrun in `command`."""
    trials_per_pod: int = Field(default=1, ge=1, le=1000, strict=True)
    """Trials that a pod runs one after the other, so that short ones do not each pay for a pod."""
    shared_memory: Quantity | None = None
    """Size of /dev/shm, for data loaders; counts as memory. Left out: 64 MiB on most nodes."""
    node_selector: Mapping[str, StrictStr] = Field(default_factory=dict)
    """Labels that a node must have."""
    tolerations: tuple[Toleration, ...] = Field(default=(), max_length=50)
    """Taints of nodes that are tolerated."""
    affinity: Native | None = None
    """Affinity, as Kubernetes spells it."""
    priority_class: str | None = Field(default=None, pattern=SECRET)
    """PriorityClass of the pods."""
    service_account: str | None = Field(default=None, pattern=SECRET)
    """Service account of the training pods; left out, the chart's, which has no rights beyond
    reporting to Argo."""
    labels: Mapping[str, StrictStr] = Field(default_factory=dict)
    """Labels of the pods, for example Kueue's `kueue.x-k8s.io/queue-name`."""
    annotations: Mapping[str, StrictStr] = Field(default_factory=dict)
    """Annotations of the pods."""
    env: tuple[EnvironmentVariable, ...] = Field(default=(), max_length=100)
    """Variables of the training program."""
    env_from: tuple[EnvironmentSource, ...] = Field(default=(), max_length=50)
    """Secrets and ConfigMaps whose keys become variables of the training program."""
    volumes: tuple[Volume, ...] = Field(default=(), max_length=50)
    """Volumes with data."""
    volume_mounts: tuple[VolumeMount, ...] = Field(default=(), max_length=50)
    """Where the training program finds them."""
    deadline_seconds: int | None = Field(default=None, ge=1, strict=True)
    """How long one attempt of a pod may take; then it is stopped, and counts as interrupted."""
    termination_grace_period_seconds: int = Field(default=120, ge=1, le=86_400, strict=True)
    """How long a stopped trial has for its checkpoint, before it is killed."""
    security_context: Native | None = None
    """What to change of the training container's security context, as Kubernetes spells it."""
    pod_spec_patch: Native | None = None
    """A strategic merge patch of the whole pod, for what no field above says; the training
    container is called `main`."""

    @model_validator(mode="after")
    def _check_pod(self) -> "PodOptions":
        raise_problems(list(pod_problems(self)))
        return self
