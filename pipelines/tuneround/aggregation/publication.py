"""Publication: results/<n>, written once, and result.json, which says which of them stands.

Two aggregations of a round may run at the same moment (a salvage beside a resumed round, two
laptops), and no store is asked for conditional writes: docs/decisions/0008.
"""

import random
import re
import secrets
import time
from collections.abc import Mapping

from tuneround.analysis.tables import Tables, parquet
from tuneround.records.result import Result
from tuneround.store.rounds import RoundStore

REPORT = "report/"
NEXT_ROUND = "next-round.yaml"
LONGEST_PAUSE_SECONDS = 0.5


def claim_number(store: RoundStore) -> int:
    """Take the number of an aggregation, one more than the highest; nobody else gets it.

    A claim is an object of a random name in results/<n>. It holds when it is the only one there
    after it was written: of two claims, the one that was written later sees the other. Two that
    see each other both go on to a higher number, after a random pause.
    """
    while True:
        number = _highest(store) + 1
        folder = store.keys.in_result(number, "")
        claim = f"{folder}claim-{secrets.token_hex(8)}"
        store.bucket.put(claim, b"")
        if [listed.key for listed in store.bucket.list(folder)] == [claim]:
            return number
        time.sleep(random.uniform(0, LONGEST_PAUSE_SECONDS))


def publish(
    store: RoundStore,
    result: Result,
    tables: Tables,
    report: Mapping[str, bytes],
    next_round: str | None = None,
) -> None:
    """Write the tables, the report's files, the proposed next round and the result.

    result.json comes last: it never dangles.
    """
    contents = {
        "trials.parquet": parquet(tables.trials),
        "evaluations.parquet": parquet(tables.evaluations),
        **{f"{REPORT}{path}": content for path, content in report.items()},
        **({} if next_round is None else {NEXT_ROUND: next_round.encode()}),
        "result.json": result.to_json(),
    }
    for name, content in contents.items():
        store.bucket.put(store.keys.in_result(result.number, name), content)
    let_newest_stand(store)


def let_newest_stand(store: RoundStore) -> None:
    """Make result.json say what the finished aggregation with the highest number says.

    It looks again after writing: whoever wrote last then knows of every aggregation that had
    finished before, so that an older one which was slower does not stay.
    """
    stands = None
    while (newest := _newest_finished(store)) != stands:
        content = store.bucket.get(store.keys.in_result(newest, "result.json"))
        store.bucket.put(store.keys.result, content)
        stands = newest


def _highest(store: RoundStore) -> int:
    folders = store.bucket.folders(store.keys.results)
    return max((int(f) for f in folders if f.isascii() and f.isdecimal()), default=0)


def _newest_finished(store: RoundStore) -> int:
    name = re.compile(re.escape(store.keys.results) + r"([1-9][0-9]*)/result\.json")
    matches = (name.fullmatch(listed.key) for listed in store.bucket.list(store.keys.results))
    return max(int(match.group(1)) for match in matches if match)
