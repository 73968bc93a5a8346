"""Planted curves: what the trials of a planted round measured and logged at each evaluation."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from tuneround.records.evaluation import QUANTILES

STEPS, EVALUATIONS = 1000, 20
STEPS_PER_SECOND = 20
CHANCE = 0.9
INITIAL_LOSS = 2.3
NORMAL_QUANTILES = np.array([-1.645, -1.282, -0.674, 0.0, 0.674, 1.282, 1.645])


@dataclass(frozen=True)
class Curves:
    """The shape of all curves of a round; times are shares of the budget of steps.

    Attributes:
        decay: time in which what is left to learn shrinks to a third.
        noise: standard deviation of one evaluation's error rate.
        late_noise: the same in the second half of the budget, if it is another one.
        drift: by how much the validation error rises from the middle to the end: less than noise.
        overfit: by how much it rises from 0.4 to the end, while the training loss falls.
        loss_rise: by how many times the training loss rises from the middle to the end.
        early_spikes: by how much gradient norms are larger in the first twentieth.
        late_spikes: by how much the largest is in a quarter of the intervals after the middle.
        waiting: share of the time in which training waits for data; logged above 0.

    """

    decay: float = 0.08
    noise: float = 0.003
    late_noise: float | None = None
    drift: float = 0.003
    overfit: float = 0.0
    loss_rise: float = 0.0
    early_spikes: float = 1.0
    late_spikes: float = 1.0
    waiting: float = 0.0


@dataclass(frozen=True)
class Measured:
    """Each trial's values (rows) at each evaluation (columns), and how many evaluations it made."""

    counts: np.ndarray
    error: np.ndarray
    valid_loss: np.ndarray
    train_loss: np.ndarray
    norm: np.ndarray
    spikes: np.ndarray
    waiting: float


def curves_of(
    shape: Curves,
    floors: np.ndarray,
    beyond: np.ndarray,
    survives: np.ndarray,
    slowness: np.ndarray,
    random: np.random.Generator,
) -> Measured:
    """Return what was measured.

    Args:
        shape: of all curves.
        floors: the error rate to which each trial decays.
        beyond: trials that diverge.
        survives: those of them that complete all the same.
        slowness: decades by which a trial's learning rate is below the best.
        random: source of the noise.

    """
    size = (len(floors), EVALUATIONS)
    time = np.linspace(1 / EVALUATIONS, 1, EVALUATIONS)
    decay = shape.decay * 10 ** (0.15 * np.clip(slowness, 0, 3))
    left = np.exp(-time / decay[:, None])
    error = floors[:, None] + (CHANCE - floors[:, None]) * left
    error += shape.drift * np.clip(time - 0.5, 0, None) * 2
    error += shape.overfit * np.clip(time - 0.4, 0, None) / 0.6
    late = shape.noise if shape.late_noise is None else shape.late_noise
    error += random.normal(size=size) * np.where(time > 0.5, late, shape.noise)
    learned = 0.6 * floors[:, None]
    loss = INITIAL_LOSS * (learned + (1 - learned) * left)
    loss *= 1 + shape.loss_rise * np.clip(time - 0.5, 0, None) * 2
    loss *= np.exp(random.normal(0, 0.02, size))
    # A survivor of divergence has learned nothing, at a loss beyond the initial one.
    error[survives] = CHANCE + random.normal(0, shape.noise, (survives.sum(), EVALUATIONS))
    loss[beyond] = INITIAL_LOSS * np.exp(4 * time) * np.exp(random.normal(0, 0.1, size))[beyond]
    error = np.clip(error, 0.0, 1.0)
    valid_loss = INITIAL_LOSS * error / CHANCE * 1.05
    valid_loss[survives] = loss[survives]
    norm = np.exp(random.normal(0, 0.15, size)) * (0.5 + 1.5 * left)
    norm *= np.where(time <= 0.05, shape.early_spikes, 1.0)
    spikes = np.where((time > 0.5) & (random.random(size) < 0.25), shape.late_spikes, 1.0)
    dies = beyond & ~survives
    counts = np.where(dies, random.integers(1, EVALUATIONS // 2, len(floors)), EVALUATIONS)
    return Measured(counts, error, valid_loss, loss, norm, spikes, shape.waiting)


def evaluations_table(measured: Measured, attempt: str, maximize: bool) -> pl.DataFrame:
    """Return the table of evaluations, as collect would."""
    made = np.arange(EVALUATIONS) < measured.counts[:, None]
    trials, places = np.nonzero(made)
    steps = (places + 1) * (STEPS // EVALUATIONS)
    error = measured.error[made]
    metrics = {"valid/accuracy": 1 - error} if maximize else {"valid/error_rate": error}
    spread = np.exp(0.3 * NORMAL_QUANTILES)
    norms = measured.norm[made]
    waited = np.full(len(trials), measured.waiting / STEPS_PER_SECOND)
    return pl.DataFrame(
        {
            "trial": trials,
            "attempt": [attempt] * len(trials),
            "step": steps,
            **metrics,
            "valid/loss": measured.valid_loss[made],
            **_logged("grad_norm", norms, norms[:, None] * spread, 2.2 * measured.spikes[made]),
            **_logged(
                "loss",
                measured.train_loss[made],
                measured.train_loss[made][:, None] * np.exp(0.1 * NORMAL_QUANTILES),
                np.full(len(trials), 1.3),
            ),
            **(_times("data_seconds", waited) if measured.waiting else {}),
            "training_seconds": steps / STEPS_PER_SECOND,
        }
    )


def _logged(
    name: str, means: np.ndarray, quantiles: np.ndarray, largest: np.ndarray
) -> dict[str, object]:
    """Return the six columns of a logged value whose maximum is `largest` times its mean."""
    assert quantiles.shape[1] == len(QUANTILES)
    return {
        f"logged/{name}/count": np.full(len(means), STEPS // EVALUATIONS),
        f"logged/{name}/nonfinite": np.zeros(len(means), dtype=np.int64),
        f"logged/{name}/mean": means,
        f"logged/{name}/min": means * 0.45,
        f"logged/{name}/max": means * largest,
        f"logged/{name}/quantiles": pl.Series(quantiles.tolist(), dtype=pl.List(pl.Float64)),
    }


def _times(name: str, seconds: np.ndarray) -> dict[str, object]:
    """Return the six columns of a logged time that is the same at every step."""
    return _logged(name, seconds, np.repeat(seconds[:, None], len(QUANTILES), 1), np.ones(1))
