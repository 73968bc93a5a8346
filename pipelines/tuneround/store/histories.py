"""Histories: reads everything that the bucket holds of a round's trials.

One listing, then one GET for each finished attempt; an attempt that has not finished, or whose
metrics.jsonl.gz is missing or torn, is read object by object. Nothing here is judged, and no
evaluation is parsed: see analysis.lineage.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, groupby, islice
from typing import TypeVar

from pydantic import ValidationError

from tuneround.analysis.collection.history import AttemptHistory, TrialHistory
from tuneround.records.attempt import Attempt, Interruption, Outcome
from tuneround.records.model import Record
from tuneround.store.bucket import Bucket
from tuneround.store.contents import AttemptContents, contents_of
from tuneround.store.keys import RoundKeys
from tuneround.store.metrics import SealedAttempt, read_sealed
from tuneround.store.parallel import map_in_order

R = TypeVar("R", bound=Record)

UNPACKING_THREADS = 2
"""Enough to keep decompression, which frees the interpreter, beside the reads."""


def read_histories(bucket: Bucket, keys: RoundKeys) -> list[TrialHistory]:
    """Return all attempts of all trials of a round, by trial and attempt id.

    Foreign, torn, doubled and missing objects are tolerated: what cannot be read is absent.
    """
    return list(stream_histories(bucket, keys))


def stream_histories(bucket: Bucket, keys: RoundKeys) -> Iterator[TrialHistory]:
    """Yield what `read_histories` returns, reading only a little ahead of the consumer."""
    contents = contents_of(keys, bucket.list(keys.trials))
    loose = _read_loose(bucket, [c for c in contents if not c.is_sealed])
    sealed = _read_sealed(bucket, [c for c in contents if c.is_sealed])
    for trial, attempts in groupby(contents, key=lambda c: c.trial):
        held = (next(sealed) if c.is_sealed else loose[c.keys.root] for c in attempts)
        yield TrialHistory(trial, tuple(held))


def _read_sealed(bucket: Bucket, contents: Sequence[AttemptContents]) -> Iterator[AttemptHistory]:
    objects = bucket.get_many(c.keys.metrics for c in contents)
    unpacked = map_in_order(_unpack, objects, UNPACKING_THREADS)
    for c, sealed in zip(contents, unpacked, strict=True):
        if sealed is None:  # torn or foreign after all, so the attempt's other objects speak
            yield _read_loose(bucket, [c])[c.keys.root]
        else:
            yield AttemptHistory(
                attempt=c.keys.attempt,
                record=sealed.record,
                outcome=sealed.outcome,
                lines=(sealed.lines,),
                commits=c.commits,
            )


def _unpack(item: tuple[str, bytes | None]) -> SealedAttempt | None:
    _, content = item
    return None if content is None else read_sealed(content)


def _read_loose(bucket: Bucket, contents: Sequence[AttemptContents]) -> dict[str, AttemptHistory]:
    names = [_loose_keys(c) for c in contents]
    objects = bucket.get_many(chain.from_iterable(names))
    return {
        c.keys.root: _history(c, dict(islice(objects, len(keys))))
        for c, keys in zip(contents, names, strict=True)
    }


def _loose_keys(contents: AttemptContents) -> list[str]:
    names = [
        n for n in ("attempt.json", "interruption.json", "outcome.json") if n in contents.names
    ]
    return [contents.keys.root + name for name in names] + contents.segments


def _history(contents: AttemptContents, objects: dict[str, bytes | None]) -> AttemptHistory:
    keys = contents.keys
    return AttemptHistory(
        attempt=keys.attempt,
        record=_parsed(Attempt, objects.get(keys.start)),
        outcome=_parsed(Outcome, objects.get(keys.outcome)),
        interruption=_parsed(Interruption, objects.get(keys.interruption)),
        lines=tuple(content for key in contents.segments if (content := objects[key]) is not None),
        commits=contents.commits,
    )


def _parsed(kind: type[R], content: bytes | None) -> R | None:
    if content is None:
        return None
    try:
        return kind.model_validate_json(content)
    except ValidationError:
        return None
