"""Changes: what a finding proposes for the next round, so that a program can make it.

Each is one edit of the spec; `tuneround next` makes those of all findings, each with its finding's
sentence as a comment.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from tuneround.records.model import Record
from tuneround.spec.model import Scalar


class MoveBounds(Record):
    """Search a hyperparameter between other bounds."""

    kind: Literal["bounds"] = "bounds"
    name: str
    when: Mapping[str, tuple[Scalar, ...]] = {}
    """The condition of the definition that is meant: a name may have several."""
    min: float | None = None
    """The new lower bound; null: it stays."""
    max: float | None = None
    """The new upper bound; null: it stays."""


class FixValue(Record):
    """Hold a searched hyperparameter at one value."""

    kind: Literal["fix"] = "fix"
    name: str
    when: Mapping[str, tuple[Scalar, ...]] = {}
    value: Scalar


class SetTrials(Record):
    """Spend another number of trials."""

    kind: Literal["trials"] = "trials"
    trials: int = Field(ge=1)


class SetSteps(Record):
    """Train for another number of steps, `evaluateEvery` in proportion."""

    kind: Literal["steps"] = "steps"
    steps: int = Field(ge=1)


class SetRepeats(Record):
    """Train each point with another number of seeds."""

    kind: Literal["repeats"] = "repeats"
    repeats: int = Field(ge=1)


Change = Annotated[
    MoveBounds | FixValue | SetTrials | SetSteps | SetRepeats, Field(discriminator="kind")
]
