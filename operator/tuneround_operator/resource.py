"""Resource: a TuningRound of the API server as a round, and as the text that Workflows carry."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tuneround.spec.error import Located
from tuneround.spec.reading import SpecError, read_round_text
from tuneround.spec.round import API_VERSION, TuningRound
from tuneround.spec.spelling import laid_out

from tuneround_operator.numbers import with_types

KEPT = ("name", "namespace", "labels", "annotations")
"""Of the metadata; the rest is the API server's."""
FOREIGN = ("kubectl.kubernetes.io/", "tuneround.dev/")
"""Prefixes of annotations that kubectl and the operator write."""


@dataclass(frozen=True)
class ReadRound:
    """A valid TuningRound.

    Attributes:
        round: what it says.
        text: the same as YAML, for the Workflow to carry; equal for equal objects.

    """

    round: TuningRound
    text: str


def read_resource(content: Mapping[str, Any]) -> ReadRound:
    """Return the round of an object, its status and the API server's metadata left out.

    Numbers have the types again that JSON on Kubernetes forgets: `tuneround_operator.numbers`.

    Args:
        content: the object as the API server gives it.

    Raises:
        SpecError: with every problem, in the words of `tuneround check`, without lines.

    """
    text = laid_out(_written(content))
    try:
        return ReadRound(read_round_text(text, ""), text)
    except SpecError as error:
        # Nobody has this text, so its lines say nothing; they have put the problems in order.
        raise SpecError([Located(found.problem) for found in error.problems], "") from error


def _written(content: Mapping[str, Any]) -> dict[str, object]:
    """Return what a person would have written."""
    metadata = content.get("metadata") or {}
    kept = {key: metadata[key] for key in KEPT if metadata.get(key)}
    annotations = kept.get("annotations")
    if isinstance(annotations, Mapping):
        own = {k: v for k, v in annotations.items() if not k.startswith(FOREIGN)}
        kept = {key: value for key, value in kept.items() if key != "annotations"}
        kept |= {"annotations": own} if own else {}
    spec = content.get("spec")
    return {
        # Items of a list come without the two.
        "apiVersion": content.get("apiVersion", API_VERSION),
        "kind": content.get("kind", "TuningRound"),
        "metadata": kept,
        "spec": with_types(spec) if isinstance(spec, Mapping) else spec,
    }
