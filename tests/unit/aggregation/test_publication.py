"""Publication: two aggregations at the same moment do each other no harm."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import polars as pl
import pytest
from tuneround.aggregation import publication
from tuneround.aggregation.publication import claim_number, publish
from tuneround.analysis.tables import Tables
from tuneround.records.result import Result
from tuneround.spec.objective import Direction, Objective
from tuneround.store.directory import DirectoryBucket
from tuneround.store.keys import RoundKeys
from tuneround.store.rounds import RoundStore

EMPTY = Tables(trials=pl.DataFrame(), evaluations=pl.DataFrame(), checkpoints=pl.DataFrame())


class Meddled(DirectoryBucket):
    """A bucket in which `meddle` happens once, just before an object with `name` in it is put."""

    def __init__(self, root, name, meddle):
        super().__init__(root)
        self._name, self._meddle = name, meddle

    def put(self, key, content):
        meddle = self._meddle
        if meddle is not None and self._name in key:
            self._meddle = None
            meddle()
        super().put(key, content)


@pytest.fixture
def store(tmp_path):
    """Return an empty round."""
    return RoundStore(DirectoryBucket(tmp_path), RoundKeys("p/study/round/"))


@pytest.fixture
def meddled(tmp_path, store):
    """Return a function that opens the same round in a bucket that is meddled with."""

    def opened(name, meddle):
        return RoundStore(Meddled(tmp_path, name, meddle), store.keys)

    return opened


def a_result(number):
    return Result(
        number=number,
        study="study",
        round="round",
        goal="Which?",
        objective=Objective(metric="m", direction=Direction.MINIMIZE),
        counts={},
        unfinished=(),
        best=None,
        checkpoint=None,
        last_step=None,
        verdict="",
        created="",
    )


def publish_in(store, number):
    publish(store, a_result(number), EMPTY, report={})


def standing(store):
    return Result.model_validate_json(store.bucket.get(store.keys.result)).number


def test_a_number_is_taken_by_one_aggregation_only(store):
    """Eight that begin together get eight numbers."""
    together = Barrier(8)

    def take(_):
        together.wait()
        return claim_number(store)

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(take, range(8)))
    assert len(set(numbers)) == 8


def test_the_number_of_a_rival_is_left_to_it(store, meddled):
    """A claim that was written between the look and our own claim keeps its number."""
    taken = []
    late = meddled("claim-", lambda: taken.append(claim_number(store)))
    assert (claim_number(late), taken) == (2, [1])


def test_two_claims_that_see_each_other_both_go_on(store, meddled, monkeypatch):
    """Neither can know what the other has seen, so the number stays unused."""
    monkeypatch.setattr(publication, "LONGEST_PAUSE_SECONDS", 0.01)
    rival = store.keys.in_result(1, "claim-00")
    assert claim_number(meddled("claim-", lambda: store.bucket.put(rival, b""))) == 2
    assert claim_number(store) == 3


def test_a_slower_older_aggregation_does_not_replace_a_newer_one(store):
    """Its own folder is written all the same."""
    older, newer = claim_number(store), claim_number(store)
    publish_in(store, newer)
    publish_in(store, older)
    assert standing(store) == newer == 2
    assert store.bucket.get(store.keys.in_result(older, "result.json")) == a_result(1).to_json()


def test_a_newer_result_that_appears_while_an_older_is_written_stands_in_the_end(store, meddled):
    """The older one looks again after it has overwritten the newer."""
    publish_in(meddled("round/result.json", lambda: publish_in(store, 2)), 1)
    assert standing(store) == 2


def test_an_aggregation_that_died_before_its_end_never_stands(store):
    """A folder without a result is passed over, and its number is not used again."""
    publish_in(store, claim_number(store))
    store.bucket.put(store.keys.in_result(claim_number(store), "trials.parquet"), b"")
    publish_in(store, 1)
    assert (standing(store), claim_number(store)) == (1, 3)
