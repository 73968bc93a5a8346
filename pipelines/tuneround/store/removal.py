"""Removal: every object of a round, in an order that leaves no half round that looks whole."""

from collections.abc import Sequence

from tuneround.store.bucket import Listed
from tuneround.store.parallel import map_in_order
from tuneround.store.rounds import RoundStore

THREADS = 16


def round_objects(store: RoundStore) -> list[Listed]:
    """Return all objects of the round."""
    return list(store.bucket.list(store.keys.root))


def remove(store: RoundStore, objects: Sequence[Listed]) -> None:
    """Delete `objects`: the result first, the spec last.

    Stopped in between, the round still refuses another identity under its name.
    """
    keys = store.keys
    specs = [listed.key for listed in objects if listed.key.startswith(keys.specs)]
    others = [listed.key for listed in objects if listed.key not in {*specs, keys.result}]
    store.bucket.delete([keys.result])
    for _ in map_in_order(lambda key: store.bucket.delete([key]), others, THREADS):
        pass
    store.bucket.delete(specs)
