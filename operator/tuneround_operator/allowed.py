"""Allowed: what a round uses that the platform team does not permit.

The chart's ValidatingAdmissionPolicies refuse the same by the same rules, for every way in; the
operator says it where people look.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tuneround.spec.round import TuningRound

from tuneround_operator.observed import Rules

AWS = "aws"
"""Stands in a list of endpoints for a bucket without one."""
BUCKET, ENDPOINT = "TUNEROUND_BUCKET", "TUNEROUND_ENDPOINT"
AWS_ENDPOINT = "AWS_ENDPOINT_URL"
"""What the names of boto3's own variables for an endpoint begin with."""
PATCHED = ("containers", "initContainers", "ephemeralContainers")


@dataclass(frozen=True)
class Use:
    """Something that a round uses, and where it says so."""

    what: str
    path: str


def refusals(round_: TuningRound, rules: Rules) -> list[str]:
    """Return a sentence for each image, bucket and endpoint that is not permitted."""
    images = (rules.control_image, *rules.images) if rules.images else ()
    endpoints = tuple(known.removesuffix("/") for known in rules.endpoints)
    return [
        *_refused("image", images, _images(round_), is_under),
        *_refused("bucket", rules.buckets, _buckets(round_), str.__eq__),
        *_refused("endpoint", endpoints, _endpoints(round_), str.__eq__),
    ]


def is_under(image: str, known: str) -> bool:
    """Return whether `image` is `known`, a version of it, or lies under it.

    What follows a colon is a tag: with a slash in it, it would be another port of the host. What
    Argo would still replace is nothing that is known.

    >>> [is_under(image, "ghcr.io/team") for image in ("ghcr.io/team/a:1", "ghcr.io/teams/a")]
    [True, False]
    >>> [is_under(image, "ghcr.io") for image in ("ghcr.io:5000/a", "evil.io/ghcr.io/a")]
    [False, False]
    """
    known = known.removesuffix("/")
    if "{{" in image or not image.startswith(known):
        return False
    rest = image.removeprefix(known)
    return rest == "" or rest[0] in "/@" or (rest[0] == ":" and "/" not in rest)


def _refused(
    noun: str, permitted: tuple[str, ...], uses: Iterator[Use], fits: Callable[[str, str], bool]
) -> Iterator[str]:
    if not permitted:
        return
    lying = ", or what lies under them" if noun == "image" else ""
    for use in dict.fromkeys(uses):
        if not any(fits(use.what, known) for known in permitted):
            yield (
                f"Rounds use {noun}s of the platform team; got {use.what} in {use.path}. Use one "
                f"of {', '.join(dict.fromkeys(permitted))}{lying}; or ask the platform team to add "
                f"yours to policy.{noun}s of the chart."
            )


def _images(round_: TuningRound) -> Iterator[Use]:
    trainer, control = round_.spec.trainer, round_.spec.workflow.control_image
    if trainer.image is not None:
        yield Use(trainer.image, "spec.trainer.image")
    if control is not None:
        yield Use(control, "spec.workflow.controlImage")
    patch = trainer.pod_spec_patch or {}
    for path, container in _patched(patch):
        if "image" in container:
            yield Use(str(container["image"]), f"{path}.image")
    for number, volume in enumerate(_items(patch.get("volumes"))):
        if isinstance(volume.get("image"), Mapping):
            path = f"spec.trainer.podSpecPatch.volumes[{number}].image.reference"
            yield Use(str(volume["image"].get("reference")), path)


def _buckets(round_: TuningRound) -> Iterator[Use]:
    storage = round_.spec.storage
    if storage is not None and storage.names_a_place:
        yield Use(storage.bucket, "spec.storage.bucket")
    for path, name, value in _variables(round_):
        if name == BUCKET:
            yield Use(value, path)


def _endpoints(round_: TuningRound) -> Iterator[Use]:
    storage = round_.spec.storage
    if storage is not None and storage.names_a_place:
        yield Use((storage.endpoint or AWS).removesuffix("/"), "spec.storage.endpoint")
    for path, name, value in _variables(round_):
        if name == ENDPOINT or name.startswith(AWS_ENDPOINT):
            yield Use(value.removesuffix("/"), path)


def _variables(round_: TuningRound) -> Iterator[tuple[str, str, str]]:
    """Yield path, name and value of what the round gives to its training containers."""
    trainer = round_.spec.trainer
    for written in trainer.env:
        yield "spec.trainer.env", written.name, written.value or ""
    for path, container in _patched(trainer.pod_spec_patch or {}):
        for variable in _items(container.get("env")):
            yield f"{path}.env", str(variable.get("name")), str(variable.get("value") or "")


def _patched(patch: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for kind in PATCHED:
        for number, container in enumerate(_items(patch.get(kind))):
            yield f"spec.trainer.podSpecPatch.{kind}[{number}]", container


def _items(value: object) -> list[Mapping[str, Any]]:
    found = value if isinstance(value, list | tuple) else []
    return [item for item in found if isinstance(item, Mapping)]
