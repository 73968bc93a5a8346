"""Summary: what an aggregation tells the cluster of its result, small enough for a Workflow.

The aggregate step writes it to a file that Argo keeps as an output parameter, so that whoever
watches a round needs neither the bucket nor its credentials.
"""

from pydantic import Field

from tuneround.records.model import Record

MOST_BYTES = 32 * 1024
"""Of a summary: a Workflow is one object of the API, and holds two of them at most."""


class SummarizedBest(Record):
    """The best evaluation, and where its weights are."""

    trial: int
    step: int
    metric: str
    value: float
    checkpoint: str | None = None
    """URI of the folder of the best available checkpoint, s3://bucket/key."""


class SummarizedFinding(Record):
    """A finding in short."""

    question: str
    level: str
    sentence: str


class RoundSummary(Record):
    """The result in short."""

    number: int = Field(ge=1)
    """Which aggregation this is: the n of results/<n>."""
    study: str
    round: str
    direction: str
    """minimize or maximize."""
    counts: dict[str, int]
    """planned, and each fate, as in the result."""
    best: SummarizedBest | None
    verdict: str
    findings: tuple[SummarizedFinding, ...] = ()
    """Problems and cautions, worst first, the first five."""
    unfinished: tuple[int, ...] = ()
    """Interrupted and missing trials, the first 1,000, as in the result."""
    report: str = ""
    """URI of the report's page; empty: none was written."""
    retried: int = 0
    """Attempts beyond the first of each trial."""
    steps_per_second: float | None = None
    """Median over completed trials; null: not known."""
    training_seconds: float | None = None
    """Summed over all trials; null: not known."""
    checkpoint_bytes: int | None = None
    """Bytes of all commits; null: not known."""
    stall_seconds: float | None = None
    """Time that training loops waited for snapshots, summed; null: not known."""
    markdown: str = ""
    """The report's summary, shortened to fit."""
    created: str
    """UTC time, ISO 8601, of the result."""
