"""PlannedTrial: one row of the plan."""

from pydantic import Field

from tuneround.records.model import Record
from tuneround.spec.model import Scalar


class Seeds(Record):
    """The two sources of randomness of a trial, kept apart as the playbook asks."""

    initialization: int = Field(ge=0, lt=2**32)
    """For the initial weights, dropout and everything else inside the model."""
    data_order: int = Field(ge=0, lt=2**32)
    """For the order of the training examples."""


class PlannedTrial(Record):
    """What trial `index` runs. Depends on the search content and the index only."""

    index: int = Field(ge=0)
    """The trial's number in its round, from 0."""
    setting: int = Field(ge=0)
    """Which scientific setting it belongs to; 0 in a sampled or listed design."""
    point: int = Field(ge=0)
    """Which point of the sequence it takes."""
    repeat: int = Field(ge=0)
    """Which of the `budget.repeats` seeds it takes."""
    hyperparameters: dict[str, Scalar]
    """Every active hyperparameter: scientific, nuisance and fixed, in the order of the file."""
    seeds: Seeds
