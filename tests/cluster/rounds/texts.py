"""Texts of rounds: one small round, with what a test changes."""

import json
from collections.abc import Mapping
from typing import Any, Literal

import yaml
from harness.images import ours

from rounds.programs import REGRESSION, command

TRIALS = 4
STEPS, EVERY = 120, 20


def round_text(name: str, program: list[str] | None = None, **changes: Any) -> str:
    """Return the YAML of a round of four short trainings.

    Args:
        name: the round's.
        program: `trainer.command`; None: a regression.
        changes: parts of the spec; a mapping extends what is there.

    """
    resources = {"cpu": "250m", "memory": "1Gi"}
    spec: dict[str, Any] = {
        "study": "acceptance",
        "goal": "Does a disturbed round give the answer of the undisturbed one?",
        "objective": {"metric": "valid/loss", "direction": "minimize"},
        "trainer": {
            "image": ours.name("trainer"),
            "command": program or command(REGRESSION),
            "resources": resources,
            "threads": 1,
            "terminationGracePeriodSeconds": 30,
        },
        "budget": {"trials": TRIALS, "parallelism": 2, "steps": STEPS, "evaluateEvery": EVERY},
        "hyperparameters": {
            "nuisance": [{"name": "rate", "min": 1e-4, "max": 1e-1, "scale": "log"}]
        },
        "workflow": {"controlImage": ours.name("control")},
    }
    for field, change in changes.items():
        extends = isinstance(change, Mapping) and field in ("trainer", "budget", "workflow")
        spec[field] = {**spec[field], **change} if extends else change
    whole = {
        "apiVersion": "tuneround.dev/v1alpha1",
        "kind": "TuningRound",
        "metadata": {"name": name},
        "spec": spec,
    }
    return yaml.safe_dump(whole, sort_keys=False, allow_unicode=True)


def disturbed(
    trial: int | Literal["all"], after: int, seconds: float, hoard_at: int = 0
) -> dict[str, Any]:
    """Return a variable of the trainer that disturbs the first attempt of a trial: programs.py."""
    value = json.dumps([trial, after, seconds, hoard_at])
    return {"env": [{"name": "DISTURB", "value": value}]}
