"""Trainer: the program that trains one trial, and what it needs."""

from collections.abc import Mapping
from math import ceil

from pydantic import Field, StrictStr, model_validator

from tuneround.spec.patterns import NOT_BLANK
from tuneround.spec.pod import PodOptions
from tuneround.spec.problems import Problem, raise_problems
from tuneround.spec.quantity import Quantity, amount_of
from tuneround.spec.showing import shown


class Trainer(PodOptions):
    """The training program: a command, resources for each trial, and on Kubernetes its pods."""

    image: str | None = Field(default=None, pattern=NOT_BLANK)
    """Container image of the training pods. Needed on Kubernetes, unused by a local run."""
    command: tuple[StrictStr, ...] = Field(min_length=1, max_length=1000)
    """The training program and its arguments, without a shell. `{learning_rate}` stands for that
    hyperparameter's value; write `{{` for a brace."""
    resources: Mapping[str, Quantity] = Field(default_factory=dict)
    """What one trial needs, in Kubernetes' own keys and units: cpu, memory, nvidia.com/gpu."""
    threads: int | None = Field(default=None, ge=1, le=1024, strict=True)
    """CPU threads of the training program; default: `resources.cpu` rounded up, else 1. The same
    number of threads is needed for the same floating-point results."""

    @property
    def thread_count(self) -> int:
        """Threads of one trial: `threads`, else ceil(resources.cpu), else 1."""
        if self.threads is not None:
            return self.threads
        return max(1, ceil(cpu_count(self.resources["cpu"]))) if "cpu" in self.resources else 1

    @model_validator(mode="after")
    def _check(self) -> "Trainer":
        if not self.command[0].strip():
            problem = Problem(
                ("command", 0),
                "A command begins with a program",
                shown(self.command[0]),
                "Write the program, such as python",
            )
            raise_problems([problem])
        return self


def cpu_count(quantity: float | str) -> float:
    """Return a Kubernetes CPU quantity as a number of cores.

    >>> cpu_count("500m"), cpu_count(2), cpu_count("1.5")
    (0.5, 2.0, 1.5)
    """
    return amount_of(quantity)
