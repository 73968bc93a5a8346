"""Patch: strategic merge patches of pods, ours with the user's on top."""

import json
from collections.abc import Mapping, Sequence
from typing import Any


def patch_text(*patches: Mapping[str, Any]) -> str:
    """Return `patches` as one podSpecPatch, the later ones over the earlier ones."""
    merged: Any = {}
    for patch in patches:
        merged = merge(merged, patch)
    return json.dumps(merged, sort_keys=True)


def merge(base: Any, patch: Any) -> Any:
    """Return `base` with `patch` over it; lists of named things are merged by name.

    >>> merge([{"name": "wait", "a": 1}], [{"name": "wait", "b": 2}, {"name": "main"}])
    [{'name': 'wait', 'a': 1, 'b': 2}, {'name': 'main'}]
    """
    if isinstance(base, Mapping) and isinstance(patch, Mapping):
        both = {key: merge(base[key], patch[key]) for key in base.keys() & patch.keys()}
        return {**base, **patch, **both}
    if _is_named(base) and _is_named(patch):
        named = {item["name"]: item for item in base}
        for item in patch:
            named[item["name"]] = merge(named.get(item["name"], {}), item)
        return list(named.values())
    return patch


def _is_named(value: Any) -> bool:
    return isinstance(value, Sequence) and all(
        isinstance(item, Mapping) and "name" in item for item in value
    )
