"""Results: the result of a round that stands for good."""

from pydantic import ValidationError

from tuneround.records.result import Result
from tuneround.store.bucket import NoSuchObjectError
from tuneround.store.rounds import RoundStore


def standing_result(store: RoundStore, planned: int) -> Result | None:
    """Return the result that stands, if nothing can have changed since: all its trials ended."""
    try:
        result = Result.model_validate_json(store.bucket.get(store.keys.result))
    except (NoSuchObjectError, ValidationError):
        return None
    whole = result.counts.get("planned") == planned and not result.unfinished
    return result if whole else None
