"""Publication: results/<n>, written once, and result.json, which says which of them stands."""

from pathlib import Path

from tuneround.analysis.tables import Tables, parquet
from tuneround.records.result import Result
from tuneround.store.replacement import replacing
from tuneround.store.rounds import RoundStore

PAGE = "report/index.html"


def next_number(store: RoundStore) -> int:
    """Return the number of the next aggregation: one more than the highest in the bucket."""
    folders = store.bucket.folders(store.keys.results)
    return 1 + max((int(f) for f in folders if f.isascii() and f.isdecimal()), default=0)


def publish(store: RoundStore, result: Result, tables: Tables, page: str | None) -> None:
    """Write the tables, the page and the result; result.json last, so that it never dangles."""
    contents = {
        "trials.parquet": parquet(tables.trials),
        "evaluations.parquet": parquet(tables.evaluations),
        **({PAGE: page.encode()} if page is not None else {}),
        "result.json": result.to_json(),
    }
    for name, content in contents.items():
        store.bucket.put(store.keys.in_result(result.number, name), content)
    store.bucket.put(store.keys.result, result.to_json())


def write_copy(path: Path, page: str) -> None:
    """Replace the local copy of the report as a whole: a browser may be reading it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        file.write(page.encode())
