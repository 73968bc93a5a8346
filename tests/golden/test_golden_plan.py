"""The plan of a small round, line by line, as every machine must make it."""

import os
from pathlib import Path

import pytest
from made_rounds import OPTIMIZERS, round_spec
from tuneround.search import plan
from tuneround.spec.round import RoundSpec

GOLDEN = Path(__file__).parent / "plan"
REGENERATE = "TUNEROUND_REGENERATE"
SPACE = OPTIMIZERS | {
    "fixed": [
        {"name": "batch_size", "value": 64},
        {"name": "epsilon", "value": 1e-8, "when": {"optimizer": ["adam"]}},
    ],
    "nuisance": [
        *OPTIMIZERS["nuisance"],
        {"name": "layers", "min": 1, "max": 4, "type": "integer"},
        {"name": "width", "min": 16, "max": 256, "type": "integer", "scale": "log"},
        {"name": "dropout", "min": 0.0, "max": 0.5},
        {"name": "smooth", "values": [False, True]},
    ],
}
ROUNDS = {
    "crossed-halton": round_spec(SPACE, trials=12, repeats=2, seed=7),
    "sampled-sobol": round_spec(SPACE, trials=12, algorithm="sobol", design="sampled", seed=7),
}


@pytest.mark.parametrize(("name", "spec"), ROUNDS.items(), ids=ROUNDS)
def test_golden_plan(name: str, spec: RoundSpec) -> None:
    """The plan is the recorded one, byte for byte."""
    path = GOLDEN / f"{name}.jsonl"
    made = b"".join(trial.to_json() for trial in plan(spec))
    if os.environ.get(REGENERATE) == "1":
        path.write_bytes(made)
    assert path.exists(), f"no {path.name}; write it with {REGENERATE}=1 and read the difference"
    assert made == path.read_bytes()
