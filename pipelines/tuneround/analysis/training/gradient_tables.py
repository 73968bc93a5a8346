"""Gradient tables: what the figures of the gradient norms draw."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from tuneround.analysis.training.gradient_norms import GradientNorms, weighted_quantile
from tuneround.analysis.training.learning_curve import SMALLEST
from tuneround.analysis.training.stability import EARLY_STEPS

BINS = 24
HISTOGRAM = {
    "setting": pl.String(),
    "trial": pl.Int64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
    "share": pl.Float64(),
}
PERCENTILES = (50, 75, 90, 95)
THRESHOLDS = {
    "setting": pl.String(),
    "trial": pl.Int64(),
    "percentile": pl.Int64(),
    "threshold": pl.Float64(),
    "clipped": pl.Float64(),
    "clipped_early": pl.Float64(),
}


def interval_table(norms: Sequence[GradientNorms]) -> pl.DataFrame:
    """Return setting, trial, step, p10, p50, p90 and greatest of each interval."""
    frames = [
        pl.DataFrame(
            {
                "step": mine.steps.astype(np.int64),
                "p10": mine.knots[:, 2],
                "p50": mine.medians,
                "p90": mine.knots[:, 6],
                "greatest": mine.greatest,
            }
        ).select(pl.lit(mine.label).alias("setting"), pl.lit(mine.trial).alias("trial"), pl.all())
        for mine in norms
    ]
    return pl.concat(frames)


def histogram_table(norms: Sequence[GradientNorms]) -> pl.DataFrame:
    """Return setting, trial, low, high and share of the steps: norms over all steps, in log bins.

    Norms of next to 0 are left out; the bins are the same for all trials.
    """
    pairs = [mine.stand_ins() for mine in norms]
    positive = np.concatenate([values[values >= SMALLEST] for values, _ in pairs])
    if not len(positive):
        return pl.DataFrame(schema=HISTOGRAM)
    low, high = np.log10(positive.min()), np.log10(positive.max())
    edges = 10 ** np.linspace(low, high if high > low else low + 1, BINS + 1)
    # Rounding must not leave the ends out.
    edges[0], edges[-1] = positive.min(), max(edges[-1], positive.max())
    return pl.concat(
        [
            pl.DataFrame(
                {
                    "setting": [mine.label] * BINS,
                    "trial": [mine.trial] * BINS,
                    "low": edges[:-1],
                    "high": edges[1:],
                    "share": np.histogram(values, edges, weights=weights)[0] / weights.sum(),
                }
            )
            for mine, (values, weights) in zip(norms, pairs, strict=True)
        ]
    )


def threshold_table(norms: Sequence[GradientNorms]) -> pl.DataFrame:
    """Return setting, trial, percentile, threshold, clipped and clipped_early.

    The threshold is the percentile of the trial's own norms; the shares are of its steps, and of
    the first tenth of them, null where no interval ends there.
    """
    rows = [
        (
            mine.label,
            mine.trial,
            percentile,
            threshold,
            mine.share_above(threshold),
            mine.until(EARLY_STEPS * mine.steps[-1]).share_above(threshold),
        )
        for mine in norms
        for percentile in PERCENTILES
        for threshold in [weighted_quantile(*mine.stand_ins(), percentile / 100)]
    ]
    return pl.DataFrame(rows, schema=THRESHOLDS, orient="row")
