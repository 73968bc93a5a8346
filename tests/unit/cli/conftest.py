"""Commands, run inside the test's own process."""

from collections.abc import Callable

import pytest
from command_line import Finished, command_line

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


@pytest.fixture
def round_text() -> str:
    """Return the file of a small round."""
    return ROUND


@pytest.fixture
def tuneround(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Finished]:
    """Run `tuneround` with the given arguments."""
    return command_line(monkeypatch)
