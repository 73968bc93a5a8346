"""Bench: a plan of 10,000 points in 20 dimensions against scipy's bare random(10000)."""

import sys
from time import process_time

from paired import ratio, report
from scipy.stats import qmc
from tuneround.search import plan
from tuneround.spec.hyperparameters import Hyperparameters
from tuneround.spec.round import RoundSpec

POINTS = 10_000
DIMENSIONS = 20
LIMIT = 10.0


def space() -> Hyperparameters:
    """Return a space of 20 dimensions: ranges of every kind, values, and conditions on them."""
    rates = [
        {"name": f"rate_{i}", "min": 1e-5, "max": 1.0, "scale": "log"}
        for i in range(DIMENSIONS - 8)
    ]
    kinds = [
        {"name": "optimizer", "values": ["nesterov", "adam"]},
        {
            "name": "one_minus_momentum",
            "min": 0.01,
            "max": 1.0,
            "when": {"optimizer": ["nesterov"]},
        },
        {"name": "one_minus_beta1", "min": 0.01, "max": 1.0, "when": {"optimizer": ["adam"]}},
        {"name": "layers", "min": 1, "max": 8, "type": "integer"},
        {"name": "width", "min": 16, "max": 1024, "type": "integer", "scale": "log"},
        {"name": "activation", "values": ["relu", "gelu", "silu"]},
        {"name": "dropout", "min": 0.0, "max": 0.9},
        {"name": "smoothing", "min": 0.0, "max": 0.2},
        {"name": "decay", "min": 0.0, "max": 1.0},
    ]
    return Hyperparameters.model_validate({"nuisance": [*kinds, *rates]})


def spec() -> RoundSpec:
    """Return a round of 10,000 trials in that space."""
    return RoundSpec.model_validate(
        {
            "study": "bench",
            "goal": "How long does a plan take?",
            "objective": {"metric": "valid/loss", "direction": "minimize"},
            "trainer": {"command": ["true"]},
            "budget": {"trials": POINTS, "steps": 1, "evaluateEvery": 1},
            "hyperparameters": space(),
        }
    )


def main() -> int:
    """Print the ratio; return 1 when it is above the limit."""
    round_spec = spec()
    engine = qmc.Halton(DIMENSIONS, scramble=True, rng=0)
    measured = ratio(
        lambda: plan(round_spec), lambda: engine.random(POINTS), pairs=15, clock=process_time
    )
    return 0 if report("plan", measured, LIMIT, f"{POINTS} x {DIMENSIONS}, Halton") else 1


if __name__ == "__main__":
    sys.exit(main())
