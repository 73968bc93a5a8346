"""Rounds for a cluster, made for tests: a valid file with some of its fields changed."""

from typing import Any

import yaml
from tuneround.spec.reading import read_round_text
from tuneround.spec.round import TuningRound


def round_text(name: str = "made-r1", *, study: str = "made", **sections: Any) -> str:
    """Return the YAML of a round whose trainer, budget and so on are extended by `sections`."""
    trainer = {"image": "trainer:1", "command": ["python", "train.py"]}
    budget = {"trials": 8, "parallelism": 4, "steps": 10, "evaluateEvery": 5}
    spec = {
        "study": study,
        "goal": "Does it compile?",
        "objective": {"metric": "valid/loss", "direction": "minimize"},
        "trainer": trainer | sections.pop("trainer", {}),
        "budget": budget | sections.pop("budget", {}),
        "hyperparameters": {"nuisance": [{"name": "lr", "min": 0.1, "max": 1.0}]},
        **sections,
    }
    metadata = {"name": name} | spec.pop("metadata", {})
    whole = {
        "apiVersion": "tuneround.dev/v1alpha1",
        "kind": "TuningRound",
        "metadata": metadata,
        "spec": spec,
    }
    return yaml.safe_dump(whole, sort_keys=False)


def made_round(name: str = "made-r1", **sections: Any) -> tuple[TuningRound, str]:
    """Return a round and its text."""
    text = round_text(name, **sections)
    return read_round_text(text, "made.yaml"), text
