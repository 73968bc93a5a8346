"""JudgedRound: what every question of the analysis is asked about."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

import polars as pl

from tuneround.analysis.select import Selection
from tuneround.analysis.settings import compared_names, setting_label
from tuneround.analysis.tables import Tables
from tuneround.records.attempt import Fate
from tuneround.records.plan import PlannedTrial
from tuneround.spec.round import RoundSpec


@dataclass(frozen=True)
class JudgedRound:
    """A round, collected and chosen from.

    Attributes:
        spec: its latest spec.
        plan: every planned trial, by index.
        tables: what the trials left.
        selection: the choice in hindsight.

    """

    spec: RoundSpec
    plan: Sequence[PlannedTrial]
    tables: Tables
    selection: Selection

    @cached_property
    def compared(self) -> tuple[str, ...]:
        """Names of the scientific hyperparameters whose values are settings."""
        return compared_names(self.spec.hyperparameters)

    @cached_property
    def trials(self) -> pl.DataFrame:
        """`tables.trials` and two columns more.

        `label` (text) is the trial's scientific setting, empty in a round that compares none.
        `score` (float) is its best objective turned so that lower is better: infinite for an
        infeasible trial, null for one that is unfinished, failed, or has no finite objective.
        """
        labels = {t.index: setting_label(t.hyperparameters, self.compared) for t in self.plan}
        best = pl.col("best_value") * self.spec.objective.direction.sign
        return self.tables.trials.with_columns(
            label=pl.col("index").replace_strict(labels, return_dtype=pl.String, default=""),
            score=pl.when(fate=Fate.COMPLETED.value)
            .then(best)
            .when(fate=Fate.INFEASIBLE.value)
            .then(pl.lit(inf)),
        )

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The scientific settings in the order of the plan; one empty one when none compare."""
        return tuple(dict.fromkeys(self.trials["label"])) or ("",)

    def value(self, score: float) -> float:
        """Return a score as the objective itself."""
        return score * self.spec.objective.direction.sign
