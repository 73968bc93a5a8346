"""Succession: the name of the round after a round."""

import re
from collections.abc import Collection

LONGEST_NAME = 52


def next_name(name: str, taken: Collection[str] = ()) -> str:
    """Return a name for the round after `name` that is none of those `taken`.

    >>> next_name("digits-r1"), next_name("digits"), next_name("digits", {"digits-r2"})
    ('digits-r2', 'digits-r2', 'digits-r3')
    """
    proposed = _following(name)
    while proposed in taken:
        proposed = _following(proposed)
    return proposed


def _following(name: str) -> str:
    match = re.fullmatch(r"(.*)-r([0-9]+)", name)
    base, number = (match.group(1), int(match.group(2)) + 1) if match else (name, 2)
    suffix = f"-r{number}"
    return base[: LONGEST_NAME - len(suffix)].rstrip("-") + suffix
