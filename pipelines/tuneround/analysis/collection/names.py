"""Names: which metrics and which logged values a round's lines hold."""

import json
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Names:
    """The keys of `metrics` and of `logged`; both may differ from trial to trial."""

    metrics: frozenset[str] = frozenset()
    logged: frozenset[str] = frozenset()

    def __or__(self, other: "Names") -> "Names":
        """Return the names of both."""
        return Names(self.metrics | other.metrics, self.logged | other.logged)


def sampled_names(pieces: Iterable[bytes]) -> Names:
    """Return the names in the first and last two lines of each piece.

    Two, because a finished attempt's piece may begin and end with a line of another kind.
    """
    return _names(line for piece in pieces for line in _ends(piece))


def all_names(pieces: Iterable[bytes]) -> Names:
    """Return the names in every line: slow, for pieces whose lines differ from one another."""
    return _names(line for piece in pieces for line in piece.split(b"\n"))


def _ends(piece: bytes) -> list[bytes]:
    head = piece.split(b"\n", 2)[:2]
    tail = piece.rsplit(b"\n", 3)[1:-1]
    return [*head, *tail]


def _names(lines: Iterable[bytes]) -> Names:
    metrics: set[str] = set()
    logged: set[str] = set()
    for line in lines:
        content = _content(line)
        metrics.update(_keys(content.get("metrics")))
        logged.update(_keys(content.get("logged")))
    return Names(frozenset(metrics), frozenset(logged))


def _content(line: bytes) -> dict[str, object]:
    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _keys(content: object) -> list[str]:
    """Return the keys of an object, but those that UTF-8 cannot spell: no column can."""
    if not isinstance(content, dict):
        return []
    return [key for key in content if not any("\ud800" <= c <= "\udfff" for c in key)]
