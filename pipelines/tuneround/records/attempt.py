"""The records of one attempt: its first object, and the one with which it ends."""

from enum import StrEnum

from pydantic import Field

from tuneround.records.model import Record


class Parent(Record):
    """The commit from which an attempt resumed."""

    attempt: str
    """The attempt that made the commit."""
    step: int = Field(ge=1)
    """The committed step; the parent's history counts up to and including it."""


class Attempt(Record):
    """attempt.json, an attempt's first object."""

    trial: int = Field(ge=0)
    attempt: str
    """`<ordinal>-<random>`, for example `0001-9f31c2ab`."""
    parent: Parent | None = None
    """Where it resumed; null when it starts from nothing."""
    started: str
    """UTC time, ISO 8601."""
    host: str
    versions: dict[str, str] = Field(default_factory=dict)
    """tuneround, python, torch, driver, and code: what TUNEROUND_CODE_VERSION says."""


class Fate(StrEnum):
    """How a trial ended, or what it is instead of ended. Finished fates in order of preference."""

    COMPLETED = "completed"
    INFEASIBLE = "infeasible"
    FAILED = "failed"
    INTERRUPTED = "interrupted"
    """It was started, but no attempt of it finished."""
    MISSING = "missing"
    """It is planned, and the bucket holds nothing of it."""


FINISHED = (Fate.COMPLETED, Fate.INFEASIBLE, Fate.FAILED)


class Outcome(Record):
    """outcome.json, the last object of a finished attempt."""

    fate: Fate
    """completed, infeasible or failed."""
    reason: str
    """Why, for a person: empty when completed in full."""
    step: int = Field(ge=0)
    """The last step that was trained."""
    evaluations: int | None = Field(default=None, ge=0)
    """How many evaluations the trial has, its parents' included; null when the program could not
    say it."""
    training_seconds: float | None = Field(default=None, ge=0)
    """Time inside the training loop over all its attempts; null likewise."""
    stall_seconds: float | None = Field(default=None, ge=0)
    """Part of it in which the loop waited for snapshots, before their upload; null likewise."""
    ended: str
    """UTC time, ISO 8601."""
    traceback: str = ""
    """Of a failed trial: the traceback, or the end of its standard error."""


class Interruption(Record):
    """interruption.json: an attempt ended, its trial did not; the next attempt reads it."""

    reason: str
    """sigterm | sigint | exception | out-of-memory kill | signal N | exit code N"""
    step: int = Field(ge=0)
    """The last finished step when the program itself wrote this; else the last committed one."""
    exception: str = ""
    """Type of the exception, for `exception`: the same one at the same step again is a failure."""
    traceback: str = ""
    ended: str
