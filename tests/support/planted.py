"""Planted rounds: synthetic, of a known truth, built as tables and judged like real ones.

Two models are compared at the same quasi-random points of three nuisances. A trial's validation
error decays to a floor, a bowl over the scaled axes; the floor has seed noise, each evaluation its
own. What is planted is one departure from a round with nothing to complain about (`clean`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from zlib import crc32

import numpy as np
import polars as pl
from planted_curves import Curves, curves_of, evaluations_table
from tuneround.analysis.collection.history import AttemptHistory
from tuneround.analysis.collection.lineage import ENDLESS, Lineage, Stretch
from tuneround.analysis.collection.trials import trials_of
from tuneround.analysis.judged import JudgedRound
from tuneround.analysis.select import select
from tuneround.analysis.settings import compared_names
from tuneround.analysis.tables import Tables
from tuneround.records.attempt import Fate, Outcome
from tuneround.records.plan import PlannedTrial
from tuneround.search import plan as plan_of
from tuneround.spec.objective import Direction
from tuneround.spec.round import RoundSpec

METRIC = "valid/error_rate"
STEPS, EVALUATIONS = 1000, 20
ATTEMPT = "0001-0123abcd"
RATE = (-5.0, -1.0)
"""Decades of the learning rate."""
MOMENTUM = (-3.0, 0.0)
"""Decades of one minus the momentum."""
DROPOUT = (0.0, 0.6)
CHANCE = 0.9
"""The error rate of a model that has learned nothing."""
BEST = 0.1
"""The error rate of the first model at its optimum."""


@dataclass(frozen=True)
class Truth:
    """What a planted round really is.

    Attributes:
        rate: decades of the best learning rate.
        momentum: decades of the best 1 - momentum.
        dropout: the best dropout.
        narrow: how many times narrower the bowl is than that of `clean`.
        edge: decades of the learning rate above which training diverges.
        slope: decades by which the edge moves for one of 1 - momentum.
        survive: share of the diverging trials that complete, at a loss above the initial one.
        effect: by how much the second model's error is lower.
        seed_noise: standard deviation of a trial's floor.
        shape: of the curves.

    """

    rate: float = -3.0
    momentum: float = -1.5
    dropout: float = 0.3
    narrow: float = 1.0
    edge: float = -1.4
    slope: float = 0.2
    survive: float = 0.0
    effect: float = 0.02
    seed_noise: float = 0.004
    shape: Curves = field(default_factory=Curves)


KINDS: Mapping[str, Mapping[str, Any]] = {
    "clean": {},
    "outside_low": {"rate": RATE[0] - 0.5},
    "outside_high": {"rate": RATE[1] + 0.5, "edge": 9.0},
    "infeasible_edge": {"rate": -2.1, "edge": -2.6, "survive": 0.3},
    "few": {"narrow": 5.0},
    "overfitting": {"shape": Curves(overfit=0.2)},
    "improving": {"shape": Curves(decay=0.7)},
    "saturated": {"shape": Curves(decay=0.012, drift=0.0)},
    "noisy": {"shape": Curves(late_noise=0.03)},
    "rising_loss": {"shape": Curves(loss_rise=2.0)},
    "spiky_early": {"shape": Curves(early_spikes=50.0)},
    "spiky_late": {"shape": Curves(late_spikes=50.0)},
    "waiting": {"shape": Curves(waiting=0.5)},
    "no_effect": {"effect": 0.0},
    "effect": {"effect": 0.04},
}
"""Kind -> what it plants."""


def planted_round(
    kind: str,
    trials_per_setting: int,
    seed: int,
    *,
    repeats: int = 1,
    maximize: bool = False,
    **planted: Any,
) -> JudgedRound:
    """Return a judged round of a known truth.

    Args:
        kind: one of KINDS.
        trials_per_setting: repeats included.
        seed: of the plan's scrambling, of where the optimum lies, and of all noise.
        repeats: seeds of each point.
        maximize: whether the objective is the accuracy instead of the error rate.
        planted: fields of Truth instead of the kind's.

    """
    spec = planted_spec(trials_per_setting, seed, repeats, maximize)
    random = np.random.default_rng([seed, crc32(kind.encode())])
    points = _points(plan_of(spec))
    truth = _moved(replace(Truth(), **{**KINDS[kind], **planted}), kind, points, random)
    return trained(spec, truth, random)


def trained(spec: RoundSpec, truth: Truth, random: np.random.Generator) -> JudgedRound:
    """Return a round of a planted spec, or of one with other bounds, judged under `truth`."""
    plan = plan_of(spec)
    points = _points(plan)
    second = np.array([trial.hyperparameters["model"] == "deep" for trial in plan])
    floors = _floors(truth, points, second, random)
    tilted = truth.edge + truth.slope * (points[:, 1] - np.mean(MOMENTUM))
    beyond = points[:, 0] > tilted
    survives = beyond & (random.random(len(plan)) < truth.survive)
    curves = curves_of(truth.shape, floors, beyond, survives, truth.rate - points[:, 0], random)
    maximize = spec.objective.direction is Direction.MAXIMIZE
    evaluations = evaluations_table(curves, ATTEMPT, maximize)
    return _judged(spec, plan, evaluations, beyond & ~survives)


def _points(plan: Sequence[PlannedTrial]) -> np.ndarray:
    """Return the three nuisances of every trial, rates in decades."""
    nuisances = pl.DataFrame([trial.hyperparameters for trial in plan])
    return np.column_stack(
        [
            np.log10(nuisances["learning_rate"].to_numpy()),
            np.log10(nuisances["one_minus_momentum"].to_numpy()),
            nuisances["dropout"].to_numpy(),
        ]
    )


def planted_spec(
    trials_per_setting: int, seed: int, repeats: int = 1, maximize: bool = False
) -> RoundSpec:
    """Return the spec of a planted round."""
    log = {"scale": "log"}
    return RoundSpec.model_validate(
        {
            "study": "planted",
            "goal": "Does the deep model beat the wide one?",
            "objective": {
                "metric": "valid/accuracy" if maximize else METRIC,
                "direction": "maximize" if maximize else "minimize",
            },
            "trainer": {"command": ["true"]},
            "budget": {
                "trials": 2 * trials_per_setting,
                "repeats": repeats,
                "steps": STEPS,
                "evaluateEvery": STEPS // EVALUATIONS,
            },
            "hyperparameters": {
                "scientific": [{"name": "model", "values": ["wide", "deep"]}],
                "nuisance": [
                    {"name": "learning_rate", **_bounds(RATE), **log},
                    {"name": "one_minus_momentum", **_bounds(MOMENTUM), **log},
                    {"name": "dropout", "min": DROPOUT[0], "max": DROPOUT[1]},
                ],
            },
            "search": {"seed": seed},
        }
    )


def _bounds(decades: tuple[float, float]) -> dict[str, float]:
    return {"min": 10 ** decades[0], "max": 10 ** decades[1]}


def _moved(truth: Truth, kind: str, points: np.ndarray, random: np.random.Generator) -> Truth:
    """Return the truth with its optimum moved a little; that of `few` close to a planned point."""
    shift = random.uniform(-0.3, 0.3)
    away = {"outside_low": -abs(shift), "outside_high": abs(shift)}.get(kind, shift)
    moved = replace(
        truth,
        rate=truth.rate + away,
        # An edge stays where it is seen from the optimum.
        edge=truth.edge + shift,
        momentum=truth.momentum + random.uniform(-0.3, 0.3),
        dropout=truth.dropout + random.uniform(-0.1, 0.1),
    )
    if kind != "few":
        return moved
    inside = points[np.abs(points[:, 0] - np.mean(RATE)) < 1]
    rate, momentum, dropout = random.choice(inside)
    return replace(moved, rate=rate, momentum=momentum, dropout=dropout, edge=9.0)


def _floors(
    truth: Truth, points: np.ndarray, second: np.ndarray, random: np.random.Generator
) -> np.ndarray:
    """Return the error rate to which each trial decays."""
    optimum = (truth.rate, truth.momentum, truth.dropout)
    widths = np.array([1.0, 2.0, 0.6]) / truth.narrow
    squared = (((points - optimum) / widths) ** 2).sum(axis=1)
    best = BEST - truth.effect * second
    floors = CHANCE - (CHANCE - best) * np.exp(-0.35 * squared)
    return np.clip(floors + random.normal(0, truth.seed_noise, len(points)), 0.001, 1.0)


def _judged(spec: RoundSpec, plan: Any, evaluations: pl.DataFrame, diverged: Any) -> JudgedRound:
    last = dict(evaluations.group_by("trial").agg(pl.col("step").max()).iter_rows())
    lineages = {
        trial.index: _lineage(trial.index, bool(diverged[trial.index]), last[trial.index])
        for trial in plan
    }
    trials = trials_of(plan, lineages, evaluations, spec.objective)
    checkpoints = evaluations.select("trial", "attempt", "step")
    tables = Tables(trials, evaluations, checkpoints)
    compared = compared_names(spec.hyperparameters)
    return JudgedRound(spec, plan, tables, select(tables, plan, spec.objective, compared))


def _lineage(trial: int, diverged: bool, step: int) -> Lineage:
    fate = Fate.INFEASIBLE if diverged else Fate.COMPLETED
    outcome = Outcome(
        fate=fate,
        reason="ten consecutive non-finite losses" if diverged else "",
        step=step,
        training_seconds=step / 20,
        ended="2026-11-23T17:46:17.123Z",
    )
    return Lineage(trial, fate, (Stretch(AttemptHistory(ATTEMPT, outcome=outcome), 0, ENDLESS),), 1)
