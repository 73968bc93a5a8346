r"""One evaluation: a line of a metric segment.

    {"step": 25, "metrics": {"valid/error_rate": 0.12, "valid/loss": null},
     "nonfinite": ["valid/loss"],
     "logged": {"loss": {"count": 25, "nonfinite": 0, "mean": 0.4, "min": 0.2, "max": 0.9,
                         "quantiles": [0.2, 0.3, 0.4, 0.4, 0.5, 0.7, 0.9]}},
     "training_seconds": 1.9, "time": "2026-11-23T17:46:17.123Z"}

Written by the standard library, not by pydantic: this is on the training thread's path. JSON has no
NaN, so a non-finite metric is null and named in `nonfinite`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

QUANTILES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
"""Which quantiles of the logged values a line carries."""


@dataclass(frozen=True)
class Evaluation:
    """What `trial.evaluate` recorded at one step.

    Attributes:
        step: the training step, from 1; 0 for an imported evaluation before the first.
        metrics: finite values by name.
        nonfinite: names of metrics that were NaN or infinite; they are not in `metrics`.
        logged: name -> count, nonfinite, mean, min, max, quantiles over the interval before it.
        training_seconds: time inside the training loop so far, over all attempts; None when an
            imported trial does not say it.
        time: UTC, ISO 8601.

    """

    step: int
    metrics: Mapping[str, float]
    nonfinite: tuple[str, ...] = ()
    logged: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    training_seconds: float | None = 0.0
    time: str = ""

    def to_line(self) -> str:
        """Return the evaluation as one line of JSON, its newline included."""
        metrics = {**self.metrics, **dict.fromkeys(self.nonfinite)}
        content = {
            "step": self.step,
            "metrics": metrics,
            "nonfinite": list(self.nonfinite),
            "logged": self.logged,
            "training_seconds": self.training_seconds,
            "time": self.time,
        }
        return json.dumps(content, allow_nan=False, separators=(",", ":")) + "\n"


def evaluation_of(step: int, metrics: Mapping[str, float]) -> Evaluation:
    """Return an Evaluation of raw `metrics`, non-finite values set apart."""
    finite = {name: value for name, value in metrics.items() if isfinite(value)}
    bad = tuple(name for name in metrics if name not in finite)
    return Evaluation(step=step, metrics=finite, nonfinite=bad)


def read_lines(content: bytes) -> Iterator[Evaluation]:
    """Yield the evaluations of a segment; a torn last line (no newline, or no JSON) is left out.

    Lines that are whole but are no evaluations (a foreign object's) are left out too: readers
    trust only what they can parse.
    """
    for line in content.split(b"\n")[:-1]:
        evaluation = _parsed(line)
        if evaluation is not None:
            yield evaluation


def _parsed(line: bytes) -> Evaluation | None:
    try:
        raw = json.loads(line)
        metrics = {str(k): float(v) for k, v in raw["metrics"].items() if v is not None}
        seconds = raw["training_seconds"]
        return Evaluation(
            step=int(raw["step"]),
            metrics=metrics,
            nonfinite=tuple(str(n) for n in raw["nonfinite"]),
            logged=raw["logged"],
            training_seconds=None if seconds is None else float(seconds),
            time=str(raw["time"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
