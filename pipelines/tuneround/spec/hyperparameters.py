"""Hyperparameters: the three roles of the playbook."""

from typing import Literal

from pydantic import Field, model_validator

from tuneround.spec.hyperparameter import Hyperparameter
from tuneround.spec.model import SpecModel
from tuneround.spec.problems import raise_problems
from tuneround.spec.rules.conditions import condition_problems
from tuneround.spec.rules.names import exclusive as exclusive
from tuneround.spec.rules.names import name_problems
from tuneround.spec.rules.roles import role_problems

Role = Literal["scientific", "nuisance", "fixed"]
ROLES: tuple[Role, ...] = ("scientific", "nuisance", "fixed")


class Hyperparameters(SpecModel):
    """Scientific (measured), nuisance (tuned fairly for each scientific value) and fixed ones.

    Playbook: "Identifying scientific, nuisance, and fixed hyperparameters".
    """

    scientific: tuple[Hyperparameter, ...] = Field(default=(), max_length=100)
    """What the round's question is about."""
    nuisance: tuple[Hyperparameter, ...] = Field(default=(), max_length=100)
    """What must be tuned anew for each scientific value, for a fair comparison."""
    fixed: tuple[Hyperparameter, ...] = Field(default=(), max_length=1000)
    """What is not varied: a caveat on the answer."""

    @property
    def searched(self) -> tuple[Hyperparameter, ...]:
        """Scientific and nuisance ones, in the order of the file."""
        return (*self.scientific, *self.nuisance)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name once: scientific, nuisance, fixed, each in the order of the file."""
        everything = (*self.searched, *self.fixed)
        return tuple(dict.fromkeys(h.name for h in everything))

    @model_validator(mode="after")
    def _check(self) -> "Hyperparameters":
        placed = [(role, i, h) for role in ROLES for i, h in enumerate(getattr(self, role))]
        raise_problems(
            [*role_problems(placed), *condition_problems(placed), *name_problems(placed)]
        )
        return self
