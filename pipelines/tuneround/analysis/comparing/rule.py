"""Rule: how the evaluations of a trial become its one value.

    best       the best evaluation
    final      the last evaluation
    smoothed   the best mean of `window` evaluations in a row, s_i = (v_(i-w+1) + … + v_i) / w; it
               stands for the checkpoint of the last of them

The window trails, so that each mean could have been known at its step and the last step can be
chosen; every window is whole, so that no mean is noisier than another. A trial with fewer than w
evaluations has one mean, that of all. A window with a value that is not finite has no mean.

Playbook: "Saving checkpoints and retrospectively selecting the best checkpoint".
"""

from dataclasses import dataclass
from enum import StrEnum


class RuleKind(StrEnum):
    """Which evaluation of a trial counts."""

    BEST = "best"
    FINAL = "final"
    SMOOTHED = "smoothed"


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        kind: which evaluation counts.
        window: how many evaluations are averaged; 1 unless the kind is smoothed.

    """

    kind: RuleKind
    window: int = 1

    def __str__(self) -> str:
        """Return how it is called: `best`, `final`, `smoothed(3)`."""
        smoothed = self.kind is RuleKind.SMOOTHED
        return f"{self.kind}({self.window})" if smoothed else str(self.kind)
