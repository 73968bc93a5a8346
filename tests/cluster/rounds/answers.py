"""Answers: what a round says in the end, without what differs between any two rounds."""

import io
from dataclasses import dataclass
from typing import Any

import polars as pl
from tuneround.records.result import Result
from tuneround.store.rounds import RoundStore

OF_THIS_ROUND = {"number", "round", "created"}
OF_THIS_ATTEMPT = ("attempt", "key")
OF_THIS_MACHINE = {"throughput"}  # findings made of times
VARYING = ("attempt", "second", "time")  # in names of columns


@dataclass(frozen=True)
class Answer:
    """A result, and the tables behind it, with neither times nor names of attempts."""

    result: dict[str, Any]
    evaluations: list[dict[str, Any]]
    trials: list[dict[str, Any]]


def result_of(store: RoundStore) -> Result:
    """Return the result that stands."""
    return Result.model_validate_json(store.bucket.get(store.keys.result))


def answer_of(store: RoundStore) -> Answer:
    """Return the answer that stands: winner, weights' digests, every evaluation of every trial."""
    result = result_of(store)
    content = result.model_dump(exclude=OF_THIS_ROUND)
    content["findings"] = [f for f in content["findings"] if f["question"] not in OF_THIS_MACHINE]
    chosen = [content["best"], content["last_step"], content["checkpoint"]]
    for part in (*chosen, *content["settings"], *content["better_but_not_eligible"]):
        for name in OF_THIS_ATTEMPT:
            if part is not None:
                part.pop(name, None)
    tables = (_table(store, result.number, name) for name in ("evaluations", "trials"))
    return Answer(content, *tables)


def _table(store: RoundStore, number: int, name: str) -> list[dict[str, Any]]:
    content = store.bucket.get(store.keys.in_result(number, f"{name}.parquet"))
    frame = pl.read_parquet(io.BytesIO(content))
    varying = [c for c in frame.columns if any(word in c for word in VARYING)]
    return frame.drop(varying).to_dicts()
