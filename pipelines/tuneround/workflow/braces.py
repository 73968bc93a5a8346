"""Braces: JSON in which Argo finds none of its `{{variables}}`."""

import json
from typing import Any


def unseen_by_argo(value: Any) -> str:
    r"""Return `value` as JSON, or YAML, in which double braces are escaped.

    They stand in texts only: JSON itself never has two opening braces in a row.

    >>> unseen_by_argo({"index": "{{item}}"})
    '{"index": "\\u007b\\u007bitem}}"}'
    """
    return json.dumps(value, ensure_ascii=False).replace("{{", "\\u007b\\u007b")
