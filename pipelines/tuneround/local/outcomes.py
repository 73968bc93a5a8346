"""Outcomes: which trials the bucket calls finished, and why those that failed did."""

from collections import Counter
from collections.abc import Collection, Iterator

from pydantic import ValidationError

from tuneround.records.attempt import Fate, Outcome
from tuneround.store.bucket import Bucket
from tuneround.store.keys import RoundKeys, ordinal_of
from tuneround.store.rounds import RoundStore


def finished_trials(store: RoundStore) -> set[int]:
    """Return the indices of the trials with an outcome, by one listing."""
    return {index for index, _ in _outcome_keys(store.bucket, store.keys)}


def failure_reasons(store: RoundStore, indices: Collection[int]) -> Counter[str]:
    """Return why those of `indices` that failed did, and how many of them for each reason."""
    keys = [key for index, key in _outcome_keys(store.bucket, store.keys) if index in indices]
    outcomes = (_parsed(content) for _, content in store.bucket.get_many(keys))
    return Counter(_reason(o) for o in outcomes if o is not None and o.fate is Fate.FAILED)


def _reason(outcome: Outcome) -> str:
    """Return why a trial failed; where only its program knows, its last words too."""
    last_words = outcome.traceback.strip().rpartition("\n")[2].strip()
    if not last_words or last_words in outcome.reason:
        return outcome.reason
    return f"{outcome.reason}: {last_words}"


def _outcome_keys(bucket: Bucket, keys: RoundKeys) -> Iterator[tuple[int, str]]:
    """Yield (trial, key) for each listed outcome.json; foreign objects are passed over."""
    for listed in bucket.list(keys.trials):
        trial, _, rest = listed.key.removeprefix(keys.trials).partition("/")
        attempt = rest.partition("/")[0]
        if not (trial.isascii() and trial.isdigit()) or ordinal_of(attempt) is None:
            continue
        if listed.key == keys.trial(int(trial)).attempt(attempt).outcome:
            yield int(trial), listed.key


def _parsed(content: bytes | None) -> Outcome | None:
    try:
        return None if content is None else Outcome.model_validate_json(content)
    except ValidationError:
        return None
