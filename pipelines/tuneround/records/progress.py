"""Progress: how far a running trial is, for whoever looks at it from the same machine."""

from pydantic import Field

from tuneround.records.model import Record

PORT_VARIABLE = "TUNEROUND_METRICS_PORT"
"""Names the port at which a pod tells it to Prometheus."""


class Progress(Record):
    """A small file beside the trial, replaced as a whole; never in the bucket, never evidence."""

    step: int
    steps: int
    best: float | None = None
    """Best objective so far."""
    best_step: int | None = None
    objective: float | None = None
    """Objective of the newest evaluation; null: none yet, or not finite."""
    steps_per_second: float | None = None
    """Since the file was written before; null: it was not."""
    loss: float | None = None
    """Mean of the logged `loss` over the newest evaluation interval; null: none, or not finite."""
    gradient_norm: float | None = None
    """The same of `grad_norm`."""
    data_wait_fraction: float | None = None
    """Share of the time of that interval that `data_seconds` adds up to; null: not logged."""
    checkpoint_bytes: int = Field(default=0, ge=0)
    """Of all checkpoints that this attempt has committed."""
    stall_seconds: float = Field(default=0.0, ge=0)
    """Time that the training loop has waited for snapshots, earlier attempts' included."""
    store_failing_since: float | None = None
    """Unix time since when the store has not answered; null: it answers."""
    time: float | None = None
    """Unix time of writing."""
