"""A stored round keeps its identity, and what is stored of its plan outranks."""

from collections.abc import Iterable

import pytest
from tuneround.errors import InputError
from tuneround.records.plan import PlannedTrial, Seeds
from tuneround.spec.identity import IdentityError
from tuneround.spec.succession import next_name
from tuneround.store.bucket import Bucket, StoreError
from tuneround.store.keys import RoundKeys
from tuneround.store.rounds import RoundStore

SPEC = """\
apiVersion: tuneround.dev/v1alpha1
kind: TuningRound
metadata: {name: r1}
spec:
  study: digits
  goal: Which rate is best?
  objective: {metric: valid/error, direction: minimize}
  trainer: {command: [python, -m, trainers.digits]}
  budget: {trials: 8, steps: 600, evaluateEvery: 25}
  hyperparameters:
    nuisance:
      - {name: learning_rate, min: 1.0e-3, max: 1.0, scale: log}
"""


@pytest.fixture
def store(bucket: Bucket, keys: RoundKeys) -> RoundStore:
    """Return the store of a round that has not begun."""
    return RoundStore(bucket, keys)


def rows(indices: Iterable[int], rate: float = 0.1) -> list[PlannedTrial]:
    """Return rows of a plan."""
    return [
        PlannedTrial(
            index=index,
            setting=0,
            point=index,
            repeat=0,
            hyperparameters={"learning_rate": rate},
            seeds=Seeds(initialization=index, data_order=index),
        )
        for index in indices
    ]


def names(store: RoundStore, prefix: str) -> list[str]:
    """Return the names of the objects under a prefix."""
    return [listed.key.removeprefix(prefix) for listed in store.bucket.list(prefix)]


def test_revisions_of_a_spec(store: RoundStore) -> None:
    """The same text is no new revision; a round that is extended is one."""
    assert store.save_spec(SPEC) == 1
    assert store.save_spec(SPEC) == 1
    extended = SPEC.replace("trials: 8", "trials: 16")
    assert store.save_spec(extended) == 2
    assert names(store, store.keys.specs) == ["1.yaml", "2.yaml"]
    assert store.load_spec().spec.budget.trials == 16


def test_the_tenth_revision_follows_the_ninth(store: RoundStore) -> None:
    """Revisions are numbers, not names in the order of the alphabet; foreign names are none."""
    for number in range(1, 12):
        store.save_spec(SPEC.replace("Which rate is best?", f"Question {number}?"))
    store.bucket.put(store.keys.specs + "99.yml", b"foreign")
    assert store.load_spec().spec.goal == "Question 11?"


def test_another_identity_is_refused(store: RoundStore) -> None:
    """All differences are named, and a name for the other round; nothing is written."""
    store.save_spec(SPEC)
    other = SPEC.replace("steps: 600", "steps: 900").replace("minimize", "maximize")
    with pytest.raises(IdentityError) as caught:
        store.save_spec(other)
    message = str(caught.value)
    assert "steps: 600 -> 900" in message
    assert 'objective.direction: "minimize" -> "maximize"' in message
    assert "`r1-r2`" in message
    assert isinstance(caught.value, InputError)
    assert names(store, store.keys.specs) == ["1.yaml"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("digits", "digits-r2", id="first"),
        pytest.param("digits-r9", "digits-r10", id="numbered"),
        pytest.param("d" * 52, "d" * 49 + "-r2", id="long"),
        pytest.param("d" * 48 + "-r99", "d" * 47 + "-r100", id="long-and-numbered"),
    ],
)
def test_a_next_name_is_a_name(name: str, expected: str) -> None:
    """The proposal counts on, and is never longer than a name may be."""
    assert next_name(name) == expected
    assert len(expected) <= 52


def test_no_spec(store: RoundStore) -> None:
    """A round that never began says so, with where it was looked for."""
    with pytest.raises(StoreError, match=r"Got no object under `rounds/digits/r1/spec/`"):
        store.load_spec()


def test_plan_is_stored_in_extents(store: RoundStore) -> None:
    """A plan is written once; an extension writes only what is missing."""
    store.save_plan(rows(range(8)))
    store.save_plan(rows(range(8)))
    store.save_plan(rows(range(12)))
    assert names(store, store.keys.plans) == ["00000-00007.jsonl", "00008-00011.jsonl"]
    assert store.load_plan() == rows(range(12))
    assert store.load_plan(5) == rows(range(5))
    assert store.load_plan(0) == []
    assert store.planned(9) == rows([9])[0]


def test_the_stored_plan_outranks(store: RoundStore) -> None:
    """A plan that is made anew, and differs, changes no stored trial."""
    store.save_plan(rows(range(4), rate=0.1))
    store.save_plan(rows(range(6), rate=0.9))
    assert store.load_plan() == rows(range(4), rate=0.1) + rows(range(4, 6), rate=0.9)


def test_two_writers_at_once(store: RoundStore) -> None:
    """Overlapping extents resolve alike for every reader, and to one row a trial."""
    first, second = rows(range(4), rate=0.1), rows(range(6), rate=0.9)
    for extent in (second, first):
        content = b"".join(row.to_json() for row in extent)
        store.bucket.put(store.keys.plan(0, extent[-1].index), content)
    assert store.load_plan() == first + second[4:]
    assert store.planned(2) == first[2]
    assert store.planned(5) == second[5]


def test_a_gap_is_named(store: RoundStore) -> None:
    """A plan with trials missing is refused, with which, and is mended by planning again."""
    store.save_plan(rows([2, 3]))
    store.save_plan(rows([7]))
    with pytest.raises(StoreError, match=r"from 0 to 7\. Got none of 0-1, 4-6\. Plan"):
        store.load_plan()
    with pytest.raises(StoreError, match=r"none of 0-1, 4-6, 8-9\."):
        store.load_plan(10)
    store.save_plan(rows(range(8)))
    assert store.load_plan() == rows(range(8))


def test_a_trial_outside_the_plan(store: RoundStore) -> None:
    """An index that is not planned is said so."""
    store.save_plan(rows(range(8)))
    with pytest.raises(StoreError, match="none for trial 8"):
        store.planned(8)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b'{"index": 0', id="torn"),
        pytest.param(rows([1])[0].to_json(), id="another-trial"),
    ],
)
def test_a_spoiled_extent_is_named(store: RoundStore, content: bytes) -> None:
    """An extent that does not hold its trials is refused with its name, not half read."""
    store.bucket.put(store.keys.plan(0, 1), content)
    with pytest.raises(StoreError, match=r"plan/00000-00001\.jsonl"):
        store.load_plan()


def test_foreign_objects_beside_the_plan(store: RoundStore) -> None:
    """Names that are no extents are passed over."""
    store.save_plan(rows(range(2)))
    for name in ("README.md", "0-1.jsonl", "00000-00001.jsonl.bak"):
        store.bucket.put(store.keys.plans + name, b"foreign")
    assert store.load_plan() == rows(range(2))
