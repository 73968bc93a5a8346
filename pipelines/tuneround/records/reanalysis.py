"""Reanalysis: what another rule or another metric would choose in a finished round."""

from pydantic import Field

from tuneround.records.model import Record
from tuneround.records.result import Choice
from tuneround.spec.objective import Objective


class KeptCheckpoint(Record):
    """A committed checkpoint of a trial's lineage, as listed; its hashes are not verified."""

    trial: int
    attempt: str
    step: int
    value: float | None
    """The metric there; null where it was not finite."""
    key: str
    """Its folder in the bucket."""


class Reanalysis(Record):
    """The choice by one rule and metric, beside that of the result that stands."""

    study: str
    round: str
    objective: Objective
    """What decided here."""
    rule: str
    """`best`, `final`, or `smoothed(N)`."""
    tables: int | None
    """Number of the result whose tables were read; null: they were collected anew."""
    completed: int = Field(ge=0)
    """How many trials have completed."""
    valued: int = Field(ge=0)
    """How many of them have a value by the rule."""
    best: Choice | None
    """The winner; `value` is that of the rule, a mean for smoothed; null when no trial has one."""
    settings: tuple[Choice, ...] = ()
    """The best of each scientific setting, best first."""
    result: int | None
    """Number of the result that stands; null when there is none."""
    result_best: Choice | None
    """What it chose."""
    same_trial: bool | None
    """Whether it chose the same trial; null when one of the two chose nothing."""
    same_setting: bool | None
    """Whether that trial is of the same scientific setting."""
    kept: KeptCheckpoint | None
    """The kept checkpoint of the winner that is nearest to its step, of two the earlier."""
