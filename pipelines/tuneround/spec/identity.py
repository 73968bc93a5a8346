"""Identity: what makes two specs the same round, and what may change between its revisions."""

import hashlib
import json
from typing import Any

from tuneround.errors import InputError
from tuneround.spec.round import RoundSpec, TuningRound
from tuneround.spec.succession import next_name


class IdentityError(InputError):
    """A round of this name exists, and it is another one."""


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


def check_identity(new: TuningRound, old: TuningRound, stored: str = "is stored") -> None:
    """Refuse another identity under the same name.

    Args:
        new: what somebody wants to start.
        old: what was started under that name.
        stored: completes "Round x of study y …".

    Raises:
        IdentityError: with the difference, and the proposal of a new name.

    """
    difference = identity_difference(identity_content(old.spec), identity_content(new.spec))
    if difference:
        lines = "".join(f"\n    {line}" for line in difference)
        raise IdentityError(
            f"A round keeps its identity, so that its trials stay comparable. Round "
            f"`{new.name}` of study `{new.spec.study}` {stored}, and differs:{lines}\n"
            f"Give the new round a name of its own, for example `{next_name(new.name)}`."
        )
