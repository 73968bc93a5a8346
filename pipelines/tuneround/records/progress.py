"""Progress: how far a running trial is, for a live table on the same machine."""

from tuneround.records.model import Record


class Progress(Record):
    """A small file beside the trial, replaced as a whole; never in the bucket, never evidence."""

    step: int
    steps: int
    best: float | None = None
    """Best objective so far."""
    best_step: int | None = None
