"""Narration: a line on standard error for each evaluation and the end, for who reads the log."""

import sys

from tuneround.records.attempt import Fate, Outcome
from tuneround.records.evaluation import Evaluation
from tuneround.spec.objective import TEST_PREFIX


def narrate(evaluation: Evaluation, steps: int, best: tuple[float, int] | None) -> None:
    """Print an evaluation without its test metrics; the trial's best so far is marked with `*`."""
    shown = [
        f"{name} {value:.5g}"
        for name, value in evaluation.metrics.items()
        if not name.startswith(TEST_PREFIX)
    ]
    shown += [f"{n} not finite" for n in evaluation.nonfinite if not n.startswith(TEST_PREFIX)]
    mark = " *" if best is not None and best[1] == evaluation.step else ""
    print(f"step {evaluation.step}/{steps}  {'  '.join(shown)}{mark}", file=sys.stderr, flush=True)


def narrate_end(outcome: Outcome) -> None:
    """Print how a trial ended, when that is not simply its last step."""
    if outcome.fate is not Fate.COMPLETED or outcome.reason:
        print(f"tuneround: {outcome.fate}: {outcome.reason}", file=sys.stderr, flush=True)
