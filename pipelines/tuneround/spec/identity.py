"""Identity: what makes two specs the same round, and what may change between its revisions."""

import hashlib
import json
from typing import Any

from tuneround.spec.round import RoundSpec


def search_content(spec: RoundSpec) -> dict[str, Any]:
    """Return everything that the points of the plan depend on, as JSON values."""
    return {
        "hyperparameters": spec.hyperparameters.model_dump(mode="json", exclude_none=True),
        "search": spec.search.model_dump(mode="json", exclude_none=True),
        "repeats": spec.budget.repeats,
    }


def identity_content(spec: RoundSpec) -> dict[str, Any]:
    """Return everything that makes a spec the same round, as JSON values.

    Trials, parallelism, retries, resources, checkpoints, storage, goal, minEffect, previous,
    labels, and what the operator is told (suspend, stop, resume) may change.
    """
    return {
        **search_content(spec),
        "objective": spec.objective.model_dump(mode="json", exclude={"min_effect"}),
        "steps": spec.budget.steps,
        "evaluate_every": spec.budget.evaluate_every,
        "image": spec.trainer.image,
        "command": list(spec.trainer.command),
    }


def digest(content: dict[str, Any]) -> str:
    """Return the SHA-256 of `content` as canonical JSON: sorted keys, no spaces, UTF-8.

    Whole floats are written as integers: Kubernetes stores 1.0 as 1, and it is the same round.
    """
    whole = _with_whole_numbers(content)
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _with_whole_numbers(value: Any) -> Any:
    match value:
        case dict():
            return {key: _with_whole_numbers(inner) for key, inner in value.items()}
        case list():
            return [_with_whole_numbers(inner) for inner in value]
        case float() if value.is_integer():
            return int(value)
        case _:
            return value


def identity_difference(old: dict[str, Any], new: dict[str, Any], at: str = "") -> list[str]:
    """Return one line for each leaf in which two identity contents differ, `path: old -> new`.

    >>> identity_difference({"steps": 600}, {"steps": 900})
    ['steps: 600 -> 900']
    """
    lines: list[str] = []
    for key in sorted(set(old) | set(new)):
        path = f"{at}.{key}" if at else key
        a, b = old.get(key), new.get(key)
        if isinstance(a, dict) and isinstance(b, dict):
            lines += identity_difference(a, b, path)
        elif a != b:
            lines.append(f"{path}: {json.dumps(a)} -> {json.dumps(b)}")
    return lines
