"""PodWords: how a pod spells its report; apart from its model, which each pod would build anew."""

import json
from collections.abc import Mapping
from typing import Any

VARIABLE = "TUNEROUND_POD_REPORT"
"""Names the file that a pod writes its report to."""
LETTERS = {"completed": "c", "infeasible": "i", "failed": "f", "interrupted": "x"}
"""Of each fate; `-` stands for a trial that had no turn."""
NO_TURN = "-"
MOST_BYTES = 4096


def to_message(fields: Mapping[str, Any]) -> bytes:
    r"""Return the fields of a PodReport as Kubernetes keeps them.

    In ASCII without double braces: Argo copies the message of a failed container into its own
    templates, where it would replace them, and spells other characters as JSON has no name for.

    >>> to_message({"first": 0, "reason": "{{ü"})
    b'{"first":0,"reason":"{\\u007b\\u00fc"}'
    """
    return json.dumps(fields, separators=(",", ":")).replace("{{", "{\\u007b").encode()
