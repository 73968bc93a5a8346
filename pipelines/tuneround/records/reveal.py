"""Reveal: the record that somebody looked at a trial's test metrics."""

from pydantic import Field

from tuneround.records.model import Record


class Reveal(Record):
    """reveals/<n>.json, written before the metrics are shown.

    A test set that has been looked at is a little less of a test set; so looks are counted.
    Playbook: "What should we do after exploration".
    """

    number: int = Field(ge=1)
    """Which look at this round it is: the n of reveals/<n>.json."""
    result: int = Field(ge=1)
    """Which aggregation's choice was looked at."""
    trial: int = Field(ge=0)
    attempt: str
    step: int = Field(ge=1)
    metrics: dict[str, float]
    """What was shown: the finite metrics under `test/`."""
    nonfinite: tuple[str, ...] = ()
    """Names of those that were NaN or infinite."""
    host: str
    """The machine that looked."""
    time: str
    """UTC time, ISO 8601."""
