"""Reading: the rounds of a study from its bucket.

Little is read: the names of the study's rounds, and of each round two short listings (revisions of
the spec, looks at test metrics), its spec, its result and the first object of the best attempt. No
trial is listed, however many there are.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from tuneround.ledger.entry import Unreadable
from tuneround.records.attempt import Attempt
from tuneround.records.result import Result
from tuneround.spec.error import SpecError
from tuneround.spec.reading import read_round_text
from tuneround.spec.round import TuningRound
from tuneround.store.bucket import Bucket, NoSuchObjectError
from tuneround.store.keys import RoundKeys
from tuneround.store.parallel import map_in_order
from tuneround.store.rounds import RoundStore

REVEAL = re.compile(r"[1-9][0-9]*\.json")
THREADS = 16


@dataclass(frozen=True)
class StoredRound:
    """A round as its objects say.

    Attributes:
        spec_key: the latest revision of its spec.
        text: of that revision.
        round: the same, read.
        result: the one that stands; None before the first.
        attempt: the first object of the best attempt; None when there is none.
        test_looks: how often test metrics were looked at.

    """

    spec_key: str
    text: str
    round: TuningRound
    result: Result | None
    attempt: Attempt | None
    test_looks: int


def stored_rounds(bucket: Bucket, study: str) -> list[StoredRound | Unreadable]:
    """Return what lies in each folder under `study`, the prefix of its rounds."""
    names: Sequence[str] = bucket.folders(study)
    return list(map_in_order(lambda name: _stored(bucket, study, name), names, THREADS))


def _stored(bucket: Bucket, study: str, name: str) -> StoredRound | Unreadable:
    store = RoundStore(bucket, RoundKeys(f"{study}{name}/"))
    revision = store.latest_revision()
    if revision == 0:
        return Unreadable(round=name, reason="it has no spec")
    key = store.keys.spec(revision)
    text = bucket.get(key).decode(errors="replace")
    try:
        round_ = read_round_text(text, key)
        result = _result(bucket, store.keys)
    except SpecError as error:
        return Unreadable(round=name, reason=str(error))
    except ValidationError:
        return Unreadable(round=name, reason=f"`{store.keys.result}` is no result")
    looks = bucket.list(store.keys.reveals)
    return StoredRound(
        spec_key=key,
        text=text,
        round=round_,
        result=result,
        attempt=None if result is None else _attempt(bucket, store.keys, result),
        test_looks=sum(bool(REVEAL.fullmatch(look.key.rpartition("/")[2])) for look in looks),
    )


def _result(bucket: Bucket, keys: RoundKeys) -> Result | None:
    try:
        return Result.model_validate_json(bucket.get(keys.result))
    except NoSuchObjectError:
        return None


def _attempt(bucket: Bucket, keys: RoundKeys, result: Result) -> Attempt | None:
    chosen = result.checkpoint or result.best
    if chosen is None:
        return None
    try:
        start = bucket.get(keys.trial(chosen.trial).attempt(chosen.attempt).start)
        return Attempt.model_validate_json(start)
    except (NoSuchObjectError, ValidationError):
        return None  # an imported trial may have none; what it would say is then unknown
