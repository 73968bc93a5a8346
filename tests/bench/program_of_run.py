"""The program of bench_run.py: one step, one evaluation; `--torch` imports torch first."""

import sys

if "--torch" in sys.argv:
    import torch  # noqa: F401 - what nearly every training program begins with

from tuneround import Trial

with Trial.from_environment(objective="valid/loss:minimize", steps=1, evaluate_every=1) as trial:
    for step in trial.steps():
        trial.evaluate({"valid/loss": 1.0 / step})
