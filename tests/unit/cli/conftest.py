"""Commands, run inside the test's own process."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from tuneround.cli import main

ROUND = """\
apiVersion: tuneround.dev/v1alpha1
kind: TuningRound
metadata: {name: digits-r1}
spec:
  study: digits
  goal: Does Nesterov momentum beat Adam?
  objective: {metric: valid/error_rate, direction: minimize}
  trainer: {command: [python, -m, trainers.digits]}
  budget: {trials: 4, steps: 10, evaluateEvery: 5}
  hyperparameters:
    scientific:
      - {name: optimizer, values: [nesterov, adam]}
    nuisance:
      - {name: learning_rate, min: 1.0e-3, max: 1.0, scale: log}
"""


@dataclass(frozen=True)
class Finished:
    """A command that has ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def round_text() -> str:
    """Return the file of a small round."""
    return ROUND


@pytest.fixture
def tuneround(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Finished]:
    """Run `tuneround` with the given arguments."""
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("STUDY", "ROUND", "BUCKET", "ENDPOINT", "PREFIX", "REGION", "WORKDIR"):
        monkeypatch.delenv(f"TUNEROUND_{name}", raising=False)

    def run(*arguments: str) -> Finished:
        monkeypatch.setattr(sys, "argv", ["tuneround", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capfd.readouterr()
        return Finished(int(ended.value.code or 0), captured.out, captured.err)

    return run
