"""Results: the result of a round that stands."""

from pydantic import ValidationError

from tuneround.records.result import Result
from tuneround.store.bucket import NoSuchObjectError
from tuneround.store.rounds import RoundStore


def readable_result(store: RoundStore) -> Result | None:
    """Return the result that stands; None when there is none that can be read."""
    try:
        return Result.model_validate_json(store.bucket.get(store.keys.result))
    except (NoSuchObjectError, ValidationError):
        return None


def standing_result(store: RoundStore, planned: int) -> Result | None:
    """Return the result that stands, if nothing can have changed since: all its trials ended."""
    result = readable_result(store)
    whole = result and result.counts.get("planned") == planned and not result.unfinished
    return result if whole else None
