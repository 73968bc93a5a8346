import json
import random
import shutil
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from made_histories import TIME, outcome
from tuneround.aggregation import aggregate
from tuneround.records.attempt import Attempt, Fate, Parent
from tuneround.records.evaluation import Evaluation
from tuneround.records.result import Result
from tuneround.search import plan
from tuneround.spec.reading import read_round_text
from tuneround.store.bucket import StoreError
from tuneround.store.checkpoints import save_checkpoint
from tuneround.store.directory import DirectoryBucket
from tuneround.store.keys import RoundKeys
from tuneround.store.metrics import seal, seal_attempt
from tuneround.store.rounds import RoundStore

METRIC = "valid/error"
A, B, C = "0001-aaaaaaaa", "0002-bbbbbbbb", "0003-cccccccc"
SPEC = """
apiVersion: tuneround.dev/v1alpha1
kind: TuningRound
metadata: {name: small}
spec:
  study: aggregation
  goal: Which rate?
  objective: {metric: valid/error, direction: minimize}
  trainer: {command: [train]}
  budget: {trials: 4, steps: 40, evaluateEvery: 10}
  hyperparameters:
    nuisance:
      - {name: learning_rate, min: 1.0e-5, max: 1.0, scale: log}
"""
VALUES = {0: (0.9, 0.5, 0.2, 0.3), 1: (0.8, 0.4, 0.3, 0.25), 2: (0.7, 0.6, 0.5, 0.4)}


@pytest.fixture
def store(tmp_path):
    """Write a round of four planned trials, of which three completed with their checkpoints."""
    made = RoundStore(DirectoryBucket(tmp_path / "bucket"), RoundKeys.of("p", "study", "small"))
    made.save_spec(SPEC)
    made.save_plan(plan(read_round_text(SPEC, "here").spec))
    for trial, values in VALUES.items():
        finish(made, trial, values, commits=(20, 30, 40))
    return made


def evaluations(values, first=10):
    return [
        Evaluation(first + 10 * i, {METRIC: v, "test/error": v / 2}, training_seconds=float(i))
        for i, v in enumerate(values)
    ]


def begin(store, trial, name, parent=None):
    keys = store.keys.trial(trial).attempt(name)
    record = Attempt(trial=trial, attempt=name, parent=parent, started=TIME, host="here")
    store.bucket.put(keys.start, record.to_json())
    return keys, record


def finish(store, trial, values, *, name=A, parent=None, commits=(), fate=Fate.COMPLETED):
    keys, record = begin(store, trial, name, parent)
    held = evaluations(values, first=10 if parent is None else parent.step + 10)
    for step in commits:
        commit(store, keys, step)
    seal(store.bucket, keys, held)
    ended = outcome(fate, held[-1].step)
    seal_attempt(store.bucket, keys, record, held, ended)
    store.bucket.put(keys.outcome, ended.to_json())


def commit(store, keys, step):
    weights = Path(store.bucket._root).parent / "weights"
    weights.write_bytes(f"weights of {keys.root} at {step}".encode())
    save_checkpoint(
        store.bucket,
        keys.checkpoint(step),
        {"model.safetensors": weights},
        {},
        evaluations=step // 10,
        last_evaluation=step,
        before_commit=lambda: None,
    )


def chosen(result):
    best, held = result.best, result.checkpoint
    return (best.trial, best.step, best.value), held and (held.trial, held.step, held.value)


def checkpoint_file(store, trial, step, name="model.safetensors"):
    return store.keys.trial(trial).attempt(A).checkpoint(step).file(name)


def table(store, name, number=1):
    return pl.read_parquet(BytesIO(store.bucket.get(store.keys.in_result(number, name))))


def test_an_undisturbed_round(store):
    """The result says what was chosen, counts every planned trial, and is stored with tables."""
    result = aggregate(store)
    assert chosen(result) == ((0, 30, 0.2), (0, 30, 0.2))
    assert (result.last_step.trial, result.last_step.value) == (1, 0.25)
    assert result.counts == {
        "planned": 4, "completed": 3, "infeasible": 0, "failed": 0, "interrupted": 0, "missing": 1,
    }  # fmt: skip
    assert (result.unfinished, result.notes) == ((3,), ())
    assert result.best.metrics == {METRIC: 0.2}
    stored = Result.model_validate_json(store.bucket.get(store.keys.result))
    assert stored == result
    assert store.bucket.get(store.keys.in_result(1, "result.json")) == result.to_json()
    assert table(store, "trials.parquet")["index"].to_list() == [0, 1, 2, 3]
    assert table(store, "evaluations.parquet").height == 12
    assert b"<!DOCTYPE html>" in store.bucket.get(store.keys.in_result(1, "report/index.html"))


def test_test_metrics_are_shown_nowhere(store, tmp_path):
    """Nothing under results/, nor result.json, knows a metric under test/."""
    aggregate(store, workdir_copy=tmp_path / "copy")
    published = [*store.bucket.list(store.keys.results), *store.bucket.list(store.keys.result)]
    names = {listed.key.removeprefix(store.keys.root) for listed in published}
    expected = {
        "result.json",
        *(f"results/1/{name}" for name in ("result.json", "report/index.html")),
    }
    assert names >= expected | {"results/1/trials.parquet", "results/1/report/data/trials.csv"}
    assert not [o.key for o in published if b"test/error" in store.bucket.get(o.key)]


def test_results_are_numbered_and_never_rewritten(store):
    """Each aggregation has a folder of its own; foreign folders do not count."""
    aggregate(store, report=False)
    first = {o.key: store.bucket.get(o.key) for o in store.bucket.list(store.keys.results)}
    store.bucket.put(f"{store.keys.results}notes/x", b"")
    assert aggregate(store, report=False).number == 2
    assert {key: store.bucket.get(key) for key in first} == first
    stored = Result.model_validate_json(store.bucket.get(store.keys.result))
    assert stored.number == 2


def test_the_report_is_copied(store, tmp_path):
    """A local run finds the page in its working directory, the same as in the bucket."""
    aggregate(store, workdir_copy=tmp_path / "copy" / "report")
    page = (tmp_path / "copy" / "report" / "index.html").read_bytes()
    assert page == store.bucket.get(store.keys.in_result(1, "report/index.html"))


def test_no_report_when_none_is_wanted(store, tmp_path):
    """Without the report there is no page, in the bucket or beside it."""
    aggregate(store, report=False, workdir_copy=tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
    assert not [o for o in store.bucket.list(store.keys.results) if "report" in o.key]


def test_a_round_of_which_nothing_has_started(tmp_path):
    """A plan and an empty bucket give a result with every trial missing, and a report."""
    store = RoundStore(DirectoryBucket(tmp_path), RoundKeys.of("p", "study", "small"))
    store.save_spec(SPEC)
    store.save_plan(plan(read_round_text(SPEC, "here").spec))
    result = aggregate(store)
    assert (result.counts["missing"], result.best, result.checkpoint) == (4, None, None)
    assert result.verdict == "No answer yet: of 4 planned trials none has started."
    assert result.verdict.encode() in store.bucket.get(store.keys.in_result(1, "report/index.html"))


def test_no_round_at_all(tmp_path):
    """A bucket without a spec is an error that says where it looked."""
    store = RoundStore(DirectoryBucket(tmp_path), RoundKeys.of("p", "study", "small"))
    with pytest.raises(StoreError, match="p/study/small/spec/"):
        aggregate(store)


def test_a_lowered_budget_keeps_what_was_started(store):
    """Trials beyond a lowered budget count if they were started, and are not missing otherwise."""
    store.save_spec(SPEC.replace("trials: 4", "trials: 1"))
    result = aggregate(store, report=False)
    assert (result.counts["planned"], result.counts["missing"]) == (3, 0)


def no_commit(store):
    store.bucket.delete([store.keys.trial(0).attempt(A).checkpoint(30).commit])


def torn_commit(store):
    key = store.keys.trial(0).attempt(A).checkpoint(30).commit
    store.bucket.put(key, store.bucket.get(key)[:-9])


def missing_file(store):
    store.bucket.delete([checkpoint_file(store, 0, 30)])


def another_size(store):
    store.bucket.put(checkpoint_file(store, 0, 30), b"short")


def another_hash(store):
    key = checkpoint_file(store, 0, 30)
    store.bucket.put(key, store.bucket.get(key)[:-1] + b"!")


@pytest.mark.parametrize(
    "damage", [no_commit, torn_commit, missing_file, another_size, another_hash]
)
def test_a_damaged_checkpoint_is_passed_over(store, damage):
    """The best evaluation stays; the checkpoint is the next best, and the result says why."""
    damage(store)
    result = aggregate(store, report=False)
    assert chosen(result) == ((0, 30, 0.2), (1, 40, 0.25))
    expected = 0 if damage is no_commit else 1
    assert len(result.notes) == expected
    assert all("trial 0 at step 30" in note for note in result.notes)


def test_the_report_says_that_a_checkpoint_was_passed_over(store):
    """The page tells which checkpoint stands in for the damaged one, and why."""
    another_hash(store)
    result = aggregate(store)
    page = store.bucket.get(store.keys.in_result(1, "report/index.html")).decode()
    assert "is not available; the best that is: trial 1 at step 40" in page
    assert f"<li>{result.notes[0]}</li>" in page


def torn_line(store):
    keys, _ = begin(store, 0, B, Parent(attempt=A, step=20))
    store.bucket.put(keys.segment(30, 30), evaluations([0.01])[0].to_line().encode()[:-4])


def doubled_segment(store):
    keys = store.keys.trial(0).attempt(A)
    store.bucket.put(keys.segment(10, 30), store.bucket.get(keys.segment(10, 40)))


def two_pods_at_once(store):
    keys, _ = begin(store, 0, "0001-ffffffff")
    seal(store.bucket, keys, evaluations([0.9, 0.01, 0.01]))
    commit(store, keys, 20)


def late_waking_attempt(store):
    keys, _ = begin(store, 1, "0000-00000000")
    seal(store.bucket, keys, evaluations([0.001, 0.001]))
    commit(store, keys, 10)


def second_finisher(store):
    finish(store, 0, (0.001, 0.001), name=C, commits=(10,))


def failed_after_all(store):
    finish(store, 0, (0.001, 0.001), name="0000-00000000", fate=Fate.FAILED)


def foreign_objects(store):
    root = store.keys.root
    for key in ("README.md", "trials/notes.txt", "trials/00000/x", "trials/00000/a b/metrics/x",
                f"trials/00000/{A}/metrics/x.jsonl", "trials/99999/0001-aaaaaaaa/outcome.json",
                f"trials/00000/{A}/checkpoints/best/COMMIT.json"):  # fmt: skip
        store.bucket.put(root + key, b"\xff\x00 foreign {")


def broken_records(store):
    for name in ("attempt.json", "outcome.json", "metrics.jsonl.gz"):
        store.bucket.put(f"{store.keys.trial(0).attempt(C).root}{name}", b'{"fate": "comp')


DISTURBANCES = [
    torn_line, doubled_segment, two_pods_at_once, late_waking_attempt, second_finisher,
    failed_after_all, foreign_objects, broken_records,
]  # fmt: skip


@pytest.mark.parametrize("disturb", DISTURBANCES)
def test_disturbances_change_no_answer(store, disturb):
    """What lies beside the lineages changes neither metrics nor choice, bit for bit."""
    undisturbed = aggregate(store, report=False)
    disturb(store)
    result = aggregate(store, report=False)
    same = {"number", "created"}
    assert result.model_dump(exclude=same) == undisturbed.model_dump(exclude=same)
    assert table(store, "evaluations.parquet", 2).equals(table(store, "evaluations.parquet", 1))


def test_a_resumed_trial_gives_the_same_answer(store, tmp_path):
    """A trial in three attempts, killed twice, is judged as the one that was not."""
    undisturbed = aggregate(store, report=False)
    shutil.rmtree(tmp_path / "bucket" / store.keys.trial(0).root)
    keys, _ = begin(store, 0, A)
    seal(store.bucket, keys, evaluations(VALUES[0][:2]))
    seal(store.bucket, keys, evaluations([0.001], first=30))
    commit(store, keys, 20)
    keys, _ = begin(store, 0, B, Parent(attempt=A, step=20))
    seal(store.bucket, keys, evaluations(VALUES[0][2:3], first=30))
    commit(store, keys, 30)
    finish(store, 0, VALUES[0][3:], name=C, parent=Parent(attempt=B, step=30))
    result = aggregate(store, report=False)
    assert chosen(result) == chosen(undisturbed)
    assert result.best.attempt == B
    columns = ["trial", "step", METRIC]
    assert (
        table(store, "evaluations.parquet", 2)
        .select(columns)
        .equals(table(store, "evaluations.parquet", 1).select(columns))
    )


def test_the_order_of_listing_changes_nothing(store, monkeypatch):
    """Whatever order the server lists its objects in, the result is the same."""
    first = aggregate(store, report=False)
    listed = DirectoryBucket.list

    def shuffled(self, prefix):
        objects = list(listed(self, prefix))
        random.Random(1).shuffle(objects)
        return iter(objects)

    monkeypatch.setattr(DirectoryBucket, "list", shuffled)
    second = aggregate(store, report=False)
    numbers = {"number", "created"}
    assert second.model_dump(exclude=numbers) == first.model_dump(exclude=numbers)


def test_result_json_is_strict_json(store):
    """No NaN and no infinity: a strict parser reads the result."""

    def refuse(name):
        raise AssertionError(name)

    result = aggregate(store, report=False)
    assert json.loads(result.to_json(), parse_constant=refuse)["number"] == 1


def test_the_answer_is_the_same_from_a_real_server(store, s3_bucket, s3_storage):
    """A folder and an S3 server with the same objects give the same result and tables."""
    served = RoundStore(s3_bucket, RoundKeys.of(s3_storage.prefix, "study", "small"))
    for listed in store.bucket.list(store.keys.root):
        name = listed.key.removeprefix(store.keys.root)
        s3_bucket.put(served.keys.root + name, store.bucket.get(listed.key))
    here, there = aggregate(store, report=False), aggregate(served, report=False)
    assert chosen(there) == chosen(here)
    different = {"created", "checkpoint"}
    assert there.model_dump(exclude=different) == here.model_dump(exclude=different)
    for name in ("trials.parquet", "evaluations.parquet"):
        assert table(served, name).equals(table(store, name))
