"""Reveal: the chosen trial's test metrics, shown only after the bucket has recorded the look."""

import platform
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from tuneround.records.evaluation import Evaluation, read_lines
from tuneround.records.result import Choice, ChosenCheckpoint
from tuneround.records.reveal import Reveal
from tuneround.spec.objective import TEST_PREFIX
from tuneround.store.bucket import Bucket, NoSuchObjectError, StoreError
from tuneround.store.keys import AttemptKeys
from tuneround.store.metrics import read_sealed
from tuneround.store.rounds import RoundStore


def reveal_test(store: RoundStore, result: int, chosen: Choice | ChosenCheckpoint) -> Reveal:
    """Read the test metrics of `chosen` from its trial's own objects, and record the look.

    Args:
        store: the round.
        result: number of the aggregation that chose.
        chosen: the checkpoint, or the evaluation, to look at.

    Raises:
        StoreError: when the bucket no longer holds that evaluation.

    """
    evaluation = _evaluation(store, chosen)
    reveal = Reveal(
        number=_next_number(store),
        result=result,
        trial=chosen.trial,
        attempt=chosen.attempt,
        step=chosen.step,
        metrics={k: v for k, v in evaluation.metrics.items() if k.startswith(TEST_PREFIX)},
        nonfinite=tuple(name for name in evaluation.nonfinite if name.startswith(TEST_PREFIX)),
        host=platform.node(),
        time=datetime.now(UTC).isoformat(timespec="milliseconds"),
    )
    store.bucket.put(store.keys.reveal(reveal.number), reveal.to_json())
    return reveal


def _evaluation(store: RoundStore, chosen: Choice | ChosenCheckpoint) -> Evaluation:
    keys = store.keys.trial(chosen.trial).attempt(chosen.attempt)
    for lines in _lines(store.bucket, keys):
        for evaluation in read_lines(lines):
            if evaluation.step == chosen.step:
                return evaluation
    raise StoreError(
        f"The chosen evaluation lies in the bucket; got none of step {chosen.step} under "
        f"`{keys.root}`. Judge the round anew: tuneround aggregate FILE."
    )


def _lines(bucket: Bucket, keys: AttemptKeys) -> Iterator[bytes]:
    try:
        sealed = read_sealed(bucket.get(keys.metrics))
    except NoSuchObjectError:
        sealed = None
    if sealed is not None:
        yield sealed.lines
        return
    segments = (listed.key for listed in bucket.list(keys.segments))
    yield from (content for _, content in bucket.get_many(segments) if content is not None)


def _next_number(store: RoundStore) -> int:
    keys = store.keys
    name = re.compile(re.escape(keys.reveals) + r"([1-9][0-9]*)\.json")
    matches = (name.fullmatch(listed.key) for listed in store.bucket.list(keys.reveals))
    return 1 + max((int(match.group(1)) for match in matches if match), default=0)
