"""Chain: the order of a study's rounds."""

import re
from collections.abc import Sequence

from tuneround.ledger.entry import Entry

NEVER = "~"
"""Sorts behind every time: a round without a result is the newest."""


def oldest_first(entries: Sequence[Entry]) -> list[Entry]:
    """Return `entries` by the time of their results, each after the round that it follows.

    A chain that bites its own tail is cut where the oldest of it is.
    """
    waiting = sorted(entries, key=_age)
    ordered: list[Entry] = []
    while waiting:
        names = {entry.round for entry in waiting}
        ready = [entry for entry in waiting if entry.previous not in names - {entry.round}]
        first = (ready or waiting)[0]
        waiting.remove(first)
        ordered.append(first)
    return ordered


def _age(entry: Entry) -> tuple[str, list[str | int]]:
    parts = re.split(r"([0-9]+)", entry.round)
    # r10 after r9: text and numbers alternate, so that they are compared with their own kind.
    return entry.created or NEVER, [int(p) if i % 2 else p for i, p in enumerate(parts)]
