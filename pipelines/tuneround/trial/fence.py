"""Fence: an attempt that has been replaced must not commit, prune or finish."""

from tuneround.store.bucket import Bucket
from tuneround.store.keys import TrialKeys, ordinal_of
from tuneround.trial.errors import SupersededError


def attempts_of(bucket: Bucket, keys: TrialKeys) -> list[str]:
    """Return the ids of all attempts of a trial, lowest ordinal first; foreign folders left out."""
    found = [
        (ordinal, name)
        for name in bucket.folders(keys.root)
        if (ordinal := ordinal_of(name)) is not None
    ]
    return [name for _, name in sorted(found)]


def require_newest(bucket: Bucket, keys: TrialKeys, attempt: str) -> None:
    """Return if no attempt with a higher ordinal exists.

    Raises:
        SupersededError: a newer one does. It may have resumed from what stands now, so nothing
            of this attempt may change the bucket any more.

    """
    own = ordinal_of(attempt) or 0
    newer = [a for a in attempts_of(bucket, keys) if (ordinal_of(a) or 0) > own]
    if newer:
        raise SupersededError(
            f"An attempt that has been replaced stops; got attempt {newer[-1]} after {attempt}. "
            "Nothing is to be done: the newer attempt goes on."
        )
