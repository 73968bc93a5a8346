"""Rules within the pod's fields."""

from collections.abc import Iterable, Iterator
from posixpath import normpath
from typing import TYPE_CHECKING

from tuneround.spec.problems import Problem

if TYPE_CHECKING:
    from tuneround.spec.pod import PodOptions

OWN_FOLDERS = ("/", "/tmp", "/dev/shm", "/tuneround")
OWN_VOLUMES = ("scratch", "shared-memory")
OWN_VARIABLES = "TUNEROUND_"


def pod_problems(pod: "PodOptions") -> Iterator[Problem]:
    """Yield what is wrong between the fields of `pod`."""
    if pod.workers > 1 and pod.trials_per_pod > 1:
        yield Problem(
            ("trialsPerPod",),
            "A pod runs several trials, or several pods train one; not both",
            f"workers {pod.workers}, trialsPerPod {pod.trials_per_pod}",
            "Remove one of them",
        )
    yield from _variables(pod)
    yield from _volumes(pod)
    yield from _mounts(pod)


def _variables(pod: "PodOptions") -> Iterator[Problem]:
    yield from _repeated("env", (variable.name for variable in pod.env))
    for i, variable in enumerate(pod.env):
        if (variable.value is None) == (variable.value_from is None):
            got = "neither" if variable.value is None else "both"
            rule = "A variable has `value` or `valueFrom`"
            yield Problem(("env", i), rule, got, "Write one of them")
        if variable.name.startswith(OWN_VARIABLES):
            rule = "Variables that begin with TUNEROUND_ are tuneround's own"
            step = "Give it another name; `storage` describes the bucket"
            yield Problem(("env", i, "name"), rule, f"`{variable.name}`", step)


def _volumes(pod: "PodOptions") -> Iterator[Problem]:
    yield from _repeated("volumes", (volume.name for volume in pod.volumes))
    for i, volume in enumerate(pod.volumes):
        if volume.name in OWN_VOLUMES:
            rule = f"The volumes {' and '.join(OWN_VOLUMES)} are tuneround's own"
            yield Problem(("volumes", i, "name"), rule, f"`{volume.name}`", "Give it another name")


def _mounts(pod: "PodOptions") -> Iterator[Problem]:
    known = [volume.name for volume in pod.volumes]
    for i, mount in enumerate(pod.volume_mounts):
        if mount.name not in known:
            rule = "A mount names one of `volumes`"
            step = f"Write {' or '.join(known)}" if known else "Add it under `trainer.volumes`"
            yield Problem(("volumeMounts", i, "name"), rule, f"`{mount.name}`", step)
        if normpath(mount.mount_path) in OWN_FOLDERS:
            rule = f"The folders {', '.join(OWN_FOLDERS)} are taken"
            step = "Mount it elsewhere, for example at /data"
            yield Problem(("volumeMounts", i, "mountPath"), rule, f"`{mount.mount_path}`", step)
    paths = (normpath(mount.mount_path) for mount in pod.volume_mounts)
    yield from _repeated("volumeMounts", paths)


def _repeated(field: str, names: Iterable[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for i, name in enumerate(names):
        if name in seen:
            rule = f"The items of `{field}` differ"
            yield Problem((field, i), rule, f"`{name}` twice", "Remove one")
        seen.add(name)
