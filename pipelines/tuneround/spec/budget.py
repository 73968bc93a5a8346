"""Budget: how much a round may spend."""

from pydantic import Field, model_validator

from tuneround.spec.model import SpecModel
from tuneround.spec.problems import Problem, raise_problems


class Budget(SpecModel):
    """Trials, steps and how often to look. The step budget is never searched in a round."""

    trials: int = Field(ge=1, le=1_000_000, strict=True)
    """How many trials to run, repeats included. May grow: a round is extended, nothing moves."""
    parallelism: int = Field(default=1, ge=1, le=10_000, strict=True)
    """How many trials may run at once."""
    steps: int = Field(ge=1, le=999_999_999, strict=True)
    """Training steps of each trial."""
    evaluate_every: int = Field(ge=1, le=999_999_999, strict=True)
    """Steps between two evaluations; the last step is always one."""
    retries: int = Field(default=3, ge=0, le=1000, strict=True)
    """How often an interrupted trial is started again. Infeasible and failed ones never are."""
    repeats: int = Field(default=1, ge=1, le=1000, strict=True)
    """How many seeds each point is run with, the same seeds for all points."""

    @model_validator(mode="after")
    def _check(self) -> "Budget":
        if self.evaluate_every > self.steps:
            problem = Problem(
                ("evaluateEvery",),
                "`evaluateEvery` is at most `steps`",
                f"evaluateEvery {self.evaluate_every}, steps {self.steps}",
                f"Write {self.steps} or less",
            )
            raise_problems([problem])
        return self
