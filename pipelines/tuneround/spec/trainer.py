"""Trainer: the program that trains one trial, and what it needs."""

from collections.abc import Mapping
from math import ceil
from re import fullmatch

from pydantic import Field, StrictFloat, StrictInt, StrictStr, model_validator

from tuneround.spec.model import SpecModel
from tuneround.spec.problems import Problem, raise_problems

QUANTITY = r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(m|[kMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?"


class Trainer(SpecModel):
    """The training program: an image (on Kubernetes), a command, and resources for each trial."""

    image: StrictStr | None = Field(default=None, min_length=1)
    """Container image of the training pods. Needed on Kubernetes, unused by a local run."""
    command: tuple[StrictStr, ...] = Field(min_length=1)
    """The training program and its arguments, without a shell. `{learning_rate}` stands for that
    hyperparameter's value; write `{{` for a brace."""
    resources: Mapping[str, StrictInt | StrictFloat | StrictStr] = Field(default_factory=dict)
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
        raise_problems(
            [
                Problem(
                    ("resources", name),
                    "A resource is a Kubernetes quantity",
                    repr(amount),
                    "Write a number with an optional unit: 500m, 2, 4Gi",
                )
                for name, amount in self.resources.items()
                if fullmatch(QUANTITY, str(amount)) is None
            ]
        )
        return self


def cpu_count(quantity: float | str) -> float:
    """Return a Kubernetes CPU quantity as a number of cores.

    >>> cpu_count("500m"), cpu_count(2), cpu_count("1.5")
    (0.5, 2.0, 1.5)
    """
    text = str(quantity)
    return float(text[:-1]) / 1000 if text.endswith("m") else float(text)
