"""Metrics: segments while an attempt lives, and one sealed object when it has ended."""

import gzip
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError

from tuneround.records.attempt import Attempt, Outcome
from tuneround.records.evaluation import Evaluation
from tuneround.store.bucket import Bucket
from tuneround.store.keys import AttemptKeys


@dataclass(frozen=True)
class SealedAttempt:
    """What metrics.jsonl.gz holds: a finished attempt in one object.

    Attributes:
        record: its attempt.json.
        outcome: its outcome.json.
        lines: its evaluations, a line of JSON each.

    """

    record: Attempt
    outcome: Outcome
    lines: bytes


def seal(bucket: Bucket, keys: AttemptKeys, evaluations: Sequence[Evaluation]) -> str:
    """Write evaluations, at least one, as an immutable segment; return its key."""
    key = keys.segment(evaluations[0].step, evaluations[-1].step)
    bucket.put(key, _lines(evaluations))
    return key


def seal_attempt(
    bucket: Bucket,
    keys: AttemptKeys,
    attempt: Attempt,
    evaluations: Sequence[Evaluation],
    outcome: Outcome,
) -> None:
    """Write metrics.jsonl.gz, so that a finished attempt is one GET for a reader.

    Its first line is {"attempt": {…}}, then a line for each evaluation of the attempt, its last
    line is {"outcome": {…}}. outcome.json itself is written by the caller, afterwards.
    """
    content = b"".join(
        [
            _tagged("attempt", attempt),
            _lines(evaluations),
            _tagged("outcome", outcome),
        ]
    )
    bucket.put(keys.metrics, gzip.compress(content, mtime=0))


def read_sealed(content: bytes) -> SealedAttempt | None:
    """Return what a metrics.jsonl.gz holds; None when it is torn or foreign.

    Only its first and last line are parsed here: the evaluations are many.
    """
    try:
        whole = _gunzip(content)
    except zlib.error:
        return None
    after_first = whole.find(b"\n") + 1
    before_last = whole.rfind(b"\n", 0, -1) + 1
    if not 0 < after_first <= before_last or not whole.endswith(b"\n"):
        return None
    try:
        record = _First.model_validate_json(whole[:after_first]).attempt
        outcome = _Last.model_validate_json(whole[before_last:]).outcome
    except ValidationError:
        return None
    return SealedAttempt(record, outcome, whole[after_first:before_last])


def _gunzip(content: bytes) -> bytes:
    # Half the time of gzip.decompress: the trailer tells the size, so the buffer never grows. A
    # torn object tells any size; deflate packs at most 1,032 bytes into one.
    told = int.from_bytes(content[-4:], "little")
    size = min(told, 1032 * len(content)) + 1
    return zlib.decompress(content, wbits=16 + zlib.MAX_WBITS, bufsize=size)


class _First(BaseModel):
    model_config = ConfigDict(frozen=True)
    attempt: Attempt


class _Last(BaseModel):
    model_config = ConfigDict(frozen=True)
    outcome: Outcome


def _lines(evaluations: Sequence[Evaluation]) -> bytes:
    return "".join(evaluation.to_line() for evaluation in evaluations).encode()


def _tagged(tag: str, record: Attempt | Outcome) -> bytes:
    return json.dumps({tag: record.model_dump(mode="json")}).encode() + b"\n"
