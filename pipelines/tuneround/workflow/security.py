"""Security: what every pod of ours may do, which meets the restricted Pod Security Standard."""

from typing import Any

from hera.workflows import models as m

SCRATCH = "scratch"
SCRATCH_PATH = "/tmp"
HOME_VARIABLES = {"HOME": SCRATCH_PATH, "USER": "tuneround"}
"""For users that /etc/passwd does not know; caches lie under HOME."""

POD_SECURITY = {
    "runAsNonRoot": True,
    "runAsUser": 1000,
    "runAsGroup": 1000,
    "seccompProfile": {"type": "RuntimeDefault"},
}
_EXECUTOR = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
CONTAINER_SECURITY = {**_EXECUTOR, "readOnlyRootFilesystem": True}

EXECUTOR_PATCH: dict[str, Any] = {
    "initContainers": [{"name": "init", "securityContext": _EXECUTOR}],
    "containers": [{"name": "wait", "securityContext": _EXECUTOR}],
}
"""Argo's own containers beside a container of ours."""

RESOURCE_PATCH: dict[str, Any] = {
    "initContainers": [{"name": "init", "securityContext": _EXECUTOR}],
    "containers": [{"name": "main", "securityContext": CONTAINER_SECURITY}],
}
"""Argo's own containers of a `resource` template, which has no `wait`; it brings a /tmp."""


def pod_security() -> m.PodSecurityContext:
    """Return the security context of every pod."""
    return m.PodSecurityContext.model_validate(POD_SECURITY)


def container_security() -> m.SecurityContext:
    """Return the security context of our own containers."""
    return m.SecurityContext.model_validate(CONTAINER_SECURITY)


def scratch_volume() -> m.Volume:
    """Return the folder every pod may write to: the root file system is read-only."""
    return m.Volume(name=SCRATCH, empty_dir=m.EmptyDirVolumeSource())


def scratch_mount() -> m.VolumeMount:
    """Return where the scratch volume is mounted."""
    return m.VolumeMount(name=SCRATCH, mount_path=SCRATCH_PATH)
