"""Stability: what the gradient norms of one trial say of its training."""

from dataclasses import dataclass

import numpy as np

from tuneround.analysis.training.gradient_norms import GradientNorms, weighted_quantile
from tuneround.analysis.training.learning_curve import SMALLEST, Floats

PERCENTILE = 0.9
"""Where clipping begins, by the playbook."""
EARLY_STEPS = 0.1
SPIKE, NEIGHBOURS = 10.0, 5
OFTEN = 0.01
EARLY = 50.0


@dataclass(frozen=True)
class Stability:
    """What the norms of one trial say.

    Attributes:
        trial: its index.
        label: its scientific setting.
        percentile: the 90th, over all steps.
        greatest: the greatest norm.
        early: the greatest in the first tenth of the steps over the median of the later ones; None
            when one of the two is missing, or the latter 0.
        spikes: the last steps of the later intervals with a spike.
        intervals: how many later intervals there are.

    """

    trial: int
    label: str
    percentile: float
    greatest: float
    early: float | None
    spikes: tuple[int, ...]
    intervals: int

    @property
    def begins_unstable(self) -> bool:
        """Whether the first gradients were out of all proportion to the later ones."""
        return self.early is not None and self.early >= EARLY

    @property
    def spikes_often(self) -> bool:
        """Whether a hundredth of the later intervals has a spike."""
        return len(self.spikes) > 0 and len(self.spikes) >= OFTEN * self.intervals


def stability_of(norms: GradientNorms) -> Stability:
    """Return what the norms of a trial say; of one interval at least."""
    late = norms.steps > EARLY_STEPS * norms.steps[-1]
    typical = weighted_quantile(norms.medians[late], norms.counts[late], 0.5)
    first = norms.greatest[~late]
    spiking = late & (norms.greatest >= SPIKE * _around(norms.medians)) & (norms.greatest > 0)
    return Stability(
        trial=norms.trial,
        label=norms.label,
        percentile=weighted_quantile(*norms.stand_ins(), PERCENTILE),
        greatest=float(norms.greatest.max()),
        early=float(first.max() / typical) if len(first) and typical >= SMALLEST else None,
        spikes=tuple(int(step) for step in norms.steps[spiking]),
        intervals=int(late.sum()),
    )


def _around(medians: Floats) -> Floats:
    """Return the median over each interval and up to five on each side of it."""
    padded = np.pad(medians, NEIGHBOURS, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * NEIGHBOURS + 1)
    around: Floats = np.nanmedian(windows, axis=1)
    return around
