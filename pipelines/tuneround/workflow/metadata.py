"""Metadata: labels, title and identity of a round's Workflows."""

from tuneround.spec.identity import digest, identity_content
from tuneround.spec.round import TuningRound
from tuneround.workflow.names import IDENTITY, labels

LONGEST_TITLE = 100


def labels_of(round_: TuningRound) -> dict[str, str]:
    """Return the labels of the round's Workflows; ours over the user's."""
    spec = round_.spec
    own = labels(spec.study, round_.name)
    return {**own, **spec.workflow.labels, **round_.metadata.labels, **own}


def annotations(round_: TuningRound) -> dict[str, str]:
    """Return title and question for Argo's pages, and the identity, by which it is known again."""
    title = f"{round_.spec.study} / {round_.name}"
    return {
        "workflows.argoproj.io/title": title[:LONGEST_TITLE],
        "workflows.argoproj.io/description": round_.spec.goal,
        **round_.spec.workflow.annotations,
        **round_.metadata.annotations,
        IDENTITY: digest(identity_content(round_.spec)),
    }


def written_namespace(round_: TuningRound) -> str | None:
    """Return the namespace that the file names, if it does."""
    written = "namespace" in round_.metadata.model_fields_set
    return round_.metadata.namespace if written else None
