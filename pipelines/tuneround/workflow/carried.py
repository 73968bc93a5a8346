"""Carried: the round's own text inside a Workflow, safe from Argo's `{{…}}`."""

from tuneround.errors import InputError
from tuneround.spec.round import TuningRound
from tuneround.workflow.braces import unseen_by_argo

MOST_BYTES = 512 * 1024
"""A Workflow is one object of the API, of at most 1.5 MiB with the state of its pods."""


def carried(round_: TuningRound, text: str) -> str:
    """Return `text` as a parameter that Argo leaves alone.

    Where it has `{{`, which Argo would replace, it becomes JSON, which is YAML too: comments are
    lost, the round is the same.

    Raises:
        InputError: the text is too long for a Workflow.

    """
    size = len(text.encode())
    if size > MOST_BYTES:
        raise InputError(
            f"A Workflow carries a round of at most {MOST_BYTES // 1024} KiB; got "
            f"{size // 1024} KiB. Shorten the comments or the listed points, or choose the points "
            "by `search.algorithm: halton`."
        )
    if "{{" not in text:
        return text
    return unseen_by_argo(round_.model_dump(mode="json", by_alias=True, exclude_unset=True))
